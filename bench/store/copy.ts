import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import { from } from 'pg-copy-streams'
import { kindCode } from '#lib/dialects/kind.ts'
import { arrivals, nextBatch, type Arrival, type Contender } from './load.ts'

const BATCH = 1000

/** The limit: the same rows by binary COPY over one connection, in one transaction, with nothing to check or to fold. */
export const copy: Contender = {
  name: 'raw COPY, one transaction (the limit)',
  framesPerRun: 2500,
  prepare: async (load, runIds, db) => async (frames) => {
    const client = await db.pool.connect()
    try {
      const stream = client.query(
        from(
          'COPY frame (run_id, received_us, emitted_us, seq, connection, kind, backlog, upstream_id, raw) FROM STDIN (FORMAT binary)',
        ),
      )
      stream.write(head)
      const coming = arrivals(load, frames)
      for (let batch = nextBatch(coming, BATCH); batch.length > 0; batch = nextBatch(coming, BATCH)) {
        if (!stream.write(rows(batch, runIds))) await once(stream, 'drain')
      }
      stream.end(end)
      await finished(stream)
    } finally {
      client.release()
    }
  },
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
