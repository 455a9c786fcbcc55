import type { Database } from './client.ts'
import type { RunKey } from './insert-run.ts'

export type KeyedRun = {
  id: bigint
  publicId: string
  status: string
  recording: string
  integrity: string | null
  operation: string | null
  /** What it was started with, if it was started here. */
  start: unknown
}

/** The run that a source's key names, or null. */
export async function findRunByKey(sourceId: string, key: RunKey, db: Database): Promise<KeyedRun | null> {
  const found = await db.prisma.runKey.findUnique({
    where: { sourceId_surface_upstreamRunId: { sourceId, ...key } },
    select: {
      run: {
        select: {
          id: true,
          publicId: true,
          status: true,
          recording: true,
          integrity: true,
          operation: true,
          start: true,
        },
      },
    },
  })
  return found?.run ?? null
}
