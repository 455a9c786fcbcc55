import type { Tool } from '#lib/api/tool.ts'
import { Tool as ToolSchema } from '#lib/api/tool.ts'
import { isoOrNull } from '#lib/api/instant.ts'
import { database } from './client.ts'
import { offsetMs, type RunClock } from './run-clock.ts'

/** The tool calls of a run in the order of their start, or null if there is no such run. */
export async function listTools(publicId: string, db = database()): Promise<Tool[] | null> {
  const run = await db.prisma.run.findUnique({
    where: { publicId },
    select: { startedUs: true, clock: true, tools: { orderBy: { ordinal: 'asc' } } },
  })
  if (!run) return null
  return run.tools.map((span) => ({
    callId: span.callId,
    name: span.name,
    status: ToolSchema.shape.status.parse(span.status),
    startSeq: span.startSeq,
    endSeq: span.endSeq,
    startedAt: isoOrNull(span.startedUs),
    // A span's times are on the run's clock already.
    offsetMs: offsetOf(run, span.startedUs),
    beganOffsetMs: offsetOf(run, span.beganUs),
    endOffsetMs: offsetOf(run, span.endedUs),
    durationMs:
      span.startedUs === null || span.endedUs === null || run.clock === 'none'
        ? null
        : Number(span.endedUs - span.startedUs) / 1000,
    arguments: span.arguments,
    result: span.result,
    error: span.error,
    parentCallId: span.parentCallId,
  }))
}

function offsetOf(run: RunClock, us: bigint | null): number | null {
  return us === null ? null : offsetMs(run, { receivedUs: us, emittedUs: us })
}
