import type { Run } from '#lib/api/run.ts'
import { database } from './client.ts'
import { runColumns, toRuns } from './run-row.ts'

/** Runs by their keys, in the order of the keys; null for one that is gone. */
export async function readRuns(runIds: readonly bigint[], db = database()): Promise<(Run | null)[]> {
  const rows = await db.prisma.run.findMany({ where: { id: { in: [...runIds] } }, select: runColumns })
  const runs = await toRuns(rows, db)
  const found = new Map(rows.map((row, at) => [row.id, runs[at] ?? null]))
  return runIds.map((runId) => found.get(runId) ?? null)
}
