import { database } from './client.ts'
import { readFrameRows } from './read-frame-rows.ts'

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

/** The next frames after a seq, in order: at most `limit`, and of large ones no more than 4 MiB. None: that is all. */
export async function readStoredFrames(
  runId: bigint,
  after: number,
  limit: number,
  db = database(),
): Promise<StoredFrame[]> {
  const { rows } = await readFrameRows({ runId, after, to: after + limit, limit, kinds: null }, db)
  return rows.map((row) => ({
    ...row,
    receivedUs: Number(row.receivedUs),
    emittedUs: row.emittedUs === null ? null : Number(row.emittedUs),
  }))
}
