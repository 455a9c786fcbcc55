import type { Database } from './client.ts'

/** What one statement erases: it is to hold its locks for a moment only, and be done well within its time. */
const atOnce = { frames: 10_000, bytes: 64 * 1024 * 1024 }

/** Erases all frames of a run, in batches that end at so many frames, or with the one that has so many bytes. */
export async function eraseFrames(runId: bigint, db: Database, { frames, bytes } = atOnce): Promise<void> {
  for (;;) {
    const { rowCount } = await db.pool.query({
      name: 'erase-frames',
      text: `
        DELETE FROM frame WHERE run_id = $1 AND seq IN (
          SELECT seq FROM (
            SELECT seq, sum(octet_length(raw)) OVER (ORDER BY seq) - octet_length(raw) AS before
            FROM (SELECT seq, raw FROM frame WHERE run_id = $1 ORDER BY seq LIMIT $2) page
          ) sized WHERE before < $3)`,
      values: [runId, frames, bytes],
    })
    if (rowCount === 0) return
  }
}
