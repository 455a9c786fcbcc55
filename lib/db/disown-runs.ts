import type { Claim } from './claim-runs.ts'
import { database } from './client.ts'

/** Gives back runs that a recorder owns and does not record, for the next claim of any recorder. */
export async function disownRuns(recorderId: string, runs: readonly Claim[], db = database()): Promise<void> {
  if (runs.length === 0) return
  await db.prisma.recording.updateMany({
    where: { owner: recorderId, state: 'open', OR: runs.map(({ runId, epoch }) => ({ runId, epoch })) },
    data: { owner: null },
  })
}
