import type { Database } from './client.ts'

/** Erases all frames of a run, in batches that hold their locks for a moment only. */
export async function eraseFrames(runId: bigint, db: Database, batch = 10_000): Promise<void> {
  for (;;) {
    const { rowCount } = await db.pool.query({
      name: 'erase-frames',
      text: `
        DELETE FROM frame WHERE run_id = $1 AND seq IN
          (SELECT seq FROM frame WHERE run_id = $1 ORDER BY seq LIMIT $2)`,
      values: [runId, batch],
    })
    if ((rowCount ?? 0) < batch) return
  }
}
