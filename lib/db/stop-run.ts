import { database } from './client.ts'
import { findRun } from './find-run.ts'
import { notifyWork } from './notify-work.ts'

/** Asks whoever records a run, or the next who could, to stop; the run itself goes on upstream. False if there is none. */
export async function stopRun(publicId: string, db = database()): Promise<boolean> {
  const run = await findRun(publicId, db)
  if (!run) return false
  const { count } = await db.prisma.recording.updateMany({
    where: { runId: run.id, state: { not: 'closed' } },
    data: { stopRequested: true, state: 'open', retryAt: null },
  })
  if (count > 0) await notifyWork(db)
  return true
}
