import type { Prisma } from './generated/client.ts'
import { database } from './client.ts'

/**
 * Saves the state of a run's folds after frame `seq`, so that a takeover need not fold the run from its start. Only
 * while the lease holds. Not urgent: without it, more frames are read back.
 */
export async function saveCheckpoint(
  { runId, epoch, seq, state }: { runId: bigint; epoch: number; seq: number; state: unknown },
  db = database(),
): Promise<void> {
  // jsonb refuses NUL and half a surrogate pair; such a state is not saved, and the folds are made again from the frames.
  const json = JSON.stringify(state)
  if (/\\u(?:0000|d[89a-f])/.test(json)) return
  await db.prisma.recording.updateMany({
    where: { runId, epoch },
    data: { checkpoint: JSON.parse(json) as Prisma.InputJsonValue, checkpointSeq: seq },
  })
}
