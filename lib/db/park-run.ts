import { database } from './client.ts'
import { storable } from './storable.ts'

/**
 * Leaves a run to a person, with a sentence, where its recorder cannot even save how it stands: without this nobody
 * would take it up as long as that recorder lives. Only while the lease (`epoch`) holds.
 */
export async function parkRun(
  { runId, epoch, error }: { runId: bigint; epoch: number; error: string },
  db = database(),
): Promise<void> {
  await db.prisma.$transaction([
    db.prisma.run.updateMany({
      where: { id: runId, recorder: { is: { epoch, state: 'open', owner: { not: null } } } },
      data: { recording: 'blocked', recordingError: storable(error), updatedAt: new Date() },
    }),
    db.prisma.recording.updateMany({
      where: { runId, epoch, state: 'open', owner: { not: null } },
      data: { state: 'parked', owner: null, retryAt: null },
    }),
  ])
}
