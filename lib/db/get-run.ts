import type { Run } from '#lib/api/run.ts'
import { database } from './client.ts'
import { runColumns, toRuns } from './run-row.ts'

/** The run of that public id, or null. */
export async function getRun(publicId: string, db = database()): Promise<Run | null> {
  // Pages pass on whatever address they are asked for, and Postgres compares nothing with NUL.
  if (publicId.includes('\0')) return null
  const row = await db.prisma.run.findUnique({ where: { publicId }, select: runColumns })
  const [run] = row ? await toRuns([row], db) : []
  return run ?? null
}
