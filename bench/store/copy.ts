import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { from } from 'pg-copy-streams'
import type { Database } from '#lib/db/client.ts'
import { kindCode } from '#lib/dialects/kind.ts'
import { arrivals, nextBatch, type Arrival, type Contender } from './load.ts'

const WRITE_FRAMES = 1000

/** The limit: the same rows by binary COPY in one transaction, with nothing to check, to fold or to be told. */
export const copy: Contender = {
  name: 'raw COPY, one transaction (the limit)',
  framesPerRun: 2500,
  prepare: async (load, runIds, db) => async (frames) => {
    await copyFrames(arrivals(load, frames), Number.POSITIVE_INFINITY, runIds, db)
  },
}

/** COPY as a recorder could use it: what is stored must be safe soon, so it commits as often as the write path does. */
export const copyInParts: Contender = {
  name: 'raw COPY of 2,000 frames, 2 in flight',
  framesPerRun: 2500,
  prepare: async (load, runIds, db) => async (frames) => {
    const coming = arrivals(load, frames)
    const lane = async () => {
      while ((await copyFrames(coming, 2000, runIds, db)) > 0);
    }
    await Promise.all([lane(), lane()])
  },
}

/** Stores up to so many of the arrivals by one COPY, and gives how many there were. */
async function copyFrames(coming: Iterator<Arrival>, most: number, runIds: readonly bigint[], db: Database) {
  let batch = nextBatch(coming, Math.min(most, WRITE_FRAMES))
  if (batch.length === 0) return 0
  const client = await db.pool.connect()
  try {
    const columns = 'run_id, received_us, emitted_us, seq, connection, kind, backlog, upstream_id, raw'
    const stream = client.query(from(`COPY frame (${columns}) FROM STDIN (FORMAT binary)`))
    stream.write(head)
    let count = 0
    for (; batch.length > 0; batch = nextBatch(coming, Math.min(most - count, WRITE_FRAMES))) {
      if (!stream.write(rows(batch, runIds))) await once(stream, 'drain')
      count += batch.length
    }
    stream.end(end)
    await finished(stream)
    return count
  } finally {
    client.release()
  }
}

// Postgres manual, "COPY", Binary Format: signature, flags, extension; rows; -1 as the end.
const head = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const end = Buffer.from([0xff, 0xff])
const FIXED_BYTES = 2 + 9 * 4 + 3 * 8 + 4 + 2 * 2 + 1

function rows(batch: readonly Arrival[], runIds: readonly bigint[]): Buffer {
  const bytes = batch.reduce((sum, { id, raw }) => sum + FIXED_BYTES + id.length + raw.length, 0)
  const out = Buffer.allocUnsafe(bytes)
  let at = 0
  for (const { run, seq, id, receivedUs, raw } of batch) {
    at = out.writeInt16BE(9, at)
    at = out.writeBigInt64BE(runIds[run] as bigint, out.writeInt32BE(8, at))
    at = out.writeBigInt64BE(BigInt(receivedUs), out.writeInt32BE(8, at))
    at = out.writeBigInt64BE(BigInt(receivedUs), out.writeInt32BE(8, at))
    at = out.writeInt32BE(seq, out.writeInt32BE(4, at))
    at = out.writeInt16BE(1, out.writeInt32BE(2, at))
    at = out.writeInt16BE(kindCode('output'), out.writeInt32BE(2, at))
    at = out.writeInt8(0, out.writeInt32BE(1, at))
    at = out.writeInt32BE(id.length, at)
    at += out.write(id, at, 'latin1')
    at = out.writeInt32BE(raw.length, at)
    at += raw.copy(out, at)
  }
  return out
}
