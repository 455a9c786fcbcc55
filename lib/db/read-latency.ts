import { Latency } from '#lib/api/latency.ts'
import { Clock } from '#lib/api/run.ts'
import { database } from './client.ts'
import { durationMs } from './run-clock.ts'

/** The latency figures of a run as they were folded last, or null if there is no such run. */
export async function readLatency(publicId: string, db = database()): Promise<Latency | null> {
  const run = await db.prisma.run.findUnique({
    where: { publicId },
    select: { latency: true, clock: true, startedAtBasis: true, startedUs: true, endedUs: true, lastFrameUs: true },
  })
  if (!run) return null
  if (run.latency !== null) return { ...Latency.parse(run.latency), durationMs: durationMs(run) }
  return {
    clock: Clock.nullable().parse(run.clock),
    startedAtBasis: Latency.shape.startedAtBasis.parse(run.startedAtBasis),
    durationMs: durationMs(run),
    timeToFirstByte: null,
    timeToFirstFrame: null,
    timeToFirstToken: null,
    timeToFirstReasoning: null,
    timeToFirstTool: null,
    interToken: { count: 0, min: null, p50Ms: null, p95Ms: null, max: null },
    stalls: { thresholdMs: 0, count: 0, totalMs: 0, list: [] },
  }
}
