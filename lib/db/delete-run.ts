import { database } from './client.ts'
import { eraseFrames } from './erase-frames.ts'
import { findRun } from './find-run.ts'
import { notifyFrames } from './notify-frames.ts'

/**
 * Erases a run; false if there is none. Its row goes first: with the recording gone, the fence stops whoever still
 * writes, and no frame comes after the last batch. Frames that a crash leaves behind belong to no run and are shown to
 * nobody. A digest of its id stays, so that the lists of its upstream do not bring it back.
 */
export async function deleteRun(publicId: string, db = database()): Promise<boolean> {
  const run = await findRun(publicId, db)
  if (!run) return false
  await db.prisma.$executeRaw`
    WITH gone AS (DELETE FROM run WHERE id = ${run.id} RETURNING source_id, upstream_run_id)
    INSERT INTO erased_run (source_id, digest)
    SELECT source_id, sha256(convert_to(upstream_run_id, 'UTF8')) FROM gone WHERE upstream_run_id IS NOT NULL
    ON CONFLICT DO NOTHING`
  await notifyFrames([run.id], db)
  await eraseFrames(run.id, db)
  return true
}
