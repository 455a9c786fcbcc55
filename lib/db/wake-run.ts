import { database } from './client.ts'
import { notifyFrames } from './notify-frames.ts'
import { notifyWork } from './notify-work.ts'

/** Something was done with a run: a recorder that waits to ask again looks now, and viewers see the exchange. */
export async function wakeRun(runId: bigint, db = database()): Promise<void> {
  await db.prisma.recording.updateMany({
    where: { runId, state: 'open', owner: null },
    data: { retryAt: null },
  })
  await notifyWork(db)
  await notifyFrames([runId], db)
}
