import { RunStatus } from '#lib/api/run.ts'
import type { Dialect, RunRef, StartRequest } from '#lib/dialects/dialect.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { database } from './client.ts'

/** A run as its upstream is asked about it. */
export type FoundRef = {
  runId: bigint
  sourceId: string
  dialect: Dialect
  status: RunStatus
  ref: RunRef
}

/** What to tell an upstream of one of its runs; null if there is no such run. */
export async function readRunRef(publicId: string, db = database()): Promise<FoundRef | null> {
  if (publicId.includes('\0')) return null
  const row = await db.prisma.run.findUnique({
    where: { publicId },
    select: {
      id: true,
      sourceId: true,
      dialect: true,
      status: true,
      surface: true,
      upstreamRunId: true,
      threadId: true,
      agent: true,
      start: true,
      startedUs: true,
      startedAtBasis: true,
      recorder: { select: { nextSeq: true } },
    },
  })
  if (!row) return null
  const dialect = getDialect(row.dialect)
  if (!dialect) throw new Error(`run ${publicId} has the dialect ${row.dialect}, which this version does not know`)
  const { surface, upstreamRunId, threadId, agent } = row
  const isSentByUs = row.startedUs !== null && row.startedAtBasis === 'request'
  return {
    runId: row.id,
    sourceId: row.sourceId,
    dialect,
    status: RunStatus.parse(row.status),
    ref: {
      surface,
      upstreamRunId,
      threadId,
      agent,
      lastId: await lastId(row.id, row.recorder?.nextSeq ?? 1, db),
      start: row.start as StartRequest | null,
      startedMs: isSentByUs ? Number(row.startedUs) / 1000 : null,
    },
  }
}

/** Looked for among the last frames only: a long stream may have no identities at all. */
async function lastId(runId: bigint, nextSeq: number, db: ReturnType<typeof database>): Promise<string | null> {
  const frame = await db.prisma.frame.findFirst({
    where: { runId, seq: { gte: nextSeq - RECENT_FRAMES }, upstreamId: { not: null } },
    orderBy: { seq: 'desc' },
    select: { upstreamId: true },
  })
  return frame?.upstreamId ? Buffer.from(frame.upstreamId).toString('utf8') : null
}

const RECENT_FRAMES = 4096
