import { database } from './client.ts'
import { eraseFrames } from './erase-frames.ts'
import { findRun } from './find-run.ts'
import { notifyFrames } from './notify-frames.ts'

/**
 * Erases a run; false if there is none. Its row goes first: with the recording gone, the fence stops whoever still
 * writes, and no frame comes after the last batch. Frames that a crash leaves behind belong to no run and are shown to
 * nobody.
 */
export async function deleteRun(publicId: string, db = database()): Promise<boolean> {
  const run = await findRun(publicId, db)
  if (!run) return false
  await db.prisma.run.deleteMany({ where: { id: run.id } })
  await notifyFrames([run.id], db)
  await eraseFrames(run.id, db)
  return true
}
