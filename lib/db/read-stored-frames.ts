import { database } from './client.ts'

/** A stored frame as the recorder reads it back: to restore its folds, and to match what an upstream sends again. */
export type StoredFrame = {
  seq: number
  receivedUs: number
  emittedUs: number | null
  backlog: boolean
  connection: number
  kind: number
  upstreamId: Buffer | null
  raw: Buffer
}

/** Up to `limit` frames after a seq, in order. */
export async function readStoredFrames(
  runId: bigint,
  after: number,
  limit: number,
  db = database(),
): Promise<StoredFrame[]> {
  const rows = await db.prisma.frame.findMany({
    where: { runId, seq: { gt: after } },
    orderBy: { seq: 'asc' },
    take: limit,
  })
  return rows.map((row) => ({
    seq: row.seq,
    receivedUs: Number(row.receivedUs),
    emittedUs: row.emittedUs === null ? null : Number(row.emittedUs),
    backlog: row.backlog,
    connection: row.connection,
    kind: row.kind,
    upstreamId: row.upstreamId && Buffer.from(row.upstreamId),
    raw: Buffer.from(row.raw),
  }))
}
