import type { Database } from './client.ts'
import type { KeyedRun } from './find-run-by-key.ts'
import { notifyFrames } from './notify-frames.ts'
import { notifyWork } from './notify-work.ts'

/**
 * Whether asking for a run again takes it up again: it was lost or blocked, its recording was stopped on the way, or it was
 * listed and never recorded.
 */
export function isReopenable(run: Pick<KeyedRun, 'status' | 'recording' | 'integrity'>): boolean {
  if (run.recording === 'blocked' || run.integrity === 'not_recorded') return true
  const isUnfinished = ['lost', 'queued', 'running', 'waiting_for_input'].includes(run.status)
  return run.recording === 'closed' && isUnfinished
}

/** Hands a run to the recorders again. */
export async function reopenRun(run: KeyedRun, db: Database): Promise<void> {
  await db.prisma.$transaction([
    db.prisma.run.update({
      where: { id: run.id },
      data: {
        status: 'running',
        recording: 'pending',
        recordingError: null,
        integrity: null,
        endedUs: null,
        updatedAt: new Date(),
      },
      select: { id: true },
    }),
    db.prisma.recording.update({
      where: { runId: run.id },
      data: { state: 'open', stopRequested: false, retryAt: null },
      select: { runId: true },
    }),
  ])
  await notifyWork(db)
  await notifyFrames([run.id], db)
}
