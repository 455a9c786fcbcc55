import { ulid } from 'ulid'
import type { StartRequest } from '#lib/dialects/dialect.ts'
import type { Database } from './client.ts'
import type { Prisma } from './generated/client.ts'
import { isUniqueViolation } from './unique-violation.ts'

export type NewRun = {
  sourceId: string
  dialect: string
  surface: string
  upstreamRunId: string | null
  operation: string | null
  threadId: string | null
  agent: string | null
  model: string | null
  title: string | null
  labels: Record<string, string>
  metadata: Record<string, string>
  start: StartRequest | null
}

/** What names a run in its source, so that the same one is never recorded twice. */
export type RunKey = { surface: string; upstreamRunId: string }

/**
 * Makes a run to be recorded, with its key, in one transaction; the public id, or null if another run has that key.
 */
export async function insertRun(run: NewRun, key: RunKey | null, db: Database): Promise<string | null> {
  const { start, ...columns } = run
  const publicId = `run_${ulid()}`
  try {
    await db.prisma.run.create({
      data: {
        ...columns,
        publicId,
        ...(start ? { start: start as Prisma.InputJsonObject } : {}),
        recorder: { create: {} },
        ...(key ? { keys: { create: { ...key, sourceId: run.sourceId } } } : {}),
      },
      select: { id: true },
    })
  } catch (cause) {
    if (key && isUniqueViolation(cause)) return null
    throw cause
  }
  return publicId
}
