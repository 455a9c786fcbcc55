import { database } from './client.ts'

export type RecordingPosition = { epoch: number; nextSeq: number; chain: Buffer | null }

/** Where a recording stands, by whose epoch; null if the run was erased. */
export async function readPosition(runId: bigint, db = database()): Promise<RecordingPosition | null> {
  const row = await db.prisma.recording.findUnique({
    where: { runId },
    select: { epoch: true, nextSeq: true, chain: true },
  })
  return row && { ...row, chain: row.chain && Buffer.from(row.chain) }
}
