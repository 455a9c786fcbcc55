import { database } from './client.ts'
import { columnArrays, unnest, type Columns } from './column-arrays.ts'

/** A frame to store; its seq is its place after the batch's `fromSeq`. Times in µs since 1970. */
export type NewFrame = {
  receivedUs: number
  emittedUs: number | null
  backlog: boolean
  connection: number
  kind: number
  upstreamId: Uint8Array | null
  raw: Uint8Array
}

/** The next frames of one run, with the lease and position that must still hold, and the row's state after them. */
export type FrameBatch = {
  runId: bigint
  epoch: number
  fromSeq: number
  frames: readonly NewFrame[]
  after: {
    idEpoch: number
    cursor: Uint8Array | null
    /** The hash chain's link after the last frame, in hex. */
    chain: string
    byteCount: number
    gapCount: number
    unverifiedCount: number
    duplicates: number
    lastReceivedUs: number
  }
}

// Positions (`…_at`) and lengths are of the one parameter that holds all bytes; a length of -1 is a NULL.
const runColumns = {
  run_id: 'bigint',
  epoch: 'int',
  from_seq: 'int',
  n: 'int',
  id_epoch: 'int',
  byte_count: 'bigint',
  gap_count: 'int',
  unverified_count: 'int',
  duplicates: 'int',
  last_received_us: 'bigint',
  cursor_at: 'int',
  cursor_len: 'int',
  chain_at: 'int',
} satisfies Columns

// A frame's id lies right before its raw.
const frameColumns = {
  run_id: 'bigint',
  received_us: 'bigint',
  emitted_us: 'bigint',
  seq: 'int',
  connection: 'smallint',
  kind: 'smallint',
  backlog: 'smallint',
  id_len: 'int',
  raw_at: 'int',
  raw_len: 'int',
} satisfies Columns

// All bytes go in one parameter and every other column as one array literal: the driver pays per element of an array
// and not per character. A run whose fence fails (epoch or next_seq moved) stores nothing and is missing in the answer.
// Frames leave out refused runs, of which there are seldom any, instead of joining the stored ones.
const statement = `
WITH b AS (
  SELECT * FROM ${unnest(runColumns, { first: 2, as: 't' })}
), f AS (
  UPDATE recording r SET next_seq = r.next_seq + b.n, id_epoch = b.id_epoch, byte_count = b.byte_count,
    gap_count = b.gap_count, unverified_count = b.unverified_count, duplicates = b.duplicates,
    last_received_us = b.last_received_us, chain = substring($1::bytea FROM b.chain_at FOR 32),
    cursor = CASE WHEN b.cursor_len < 0 THEN NULL ELSE substring($1::bytea FROM b.cursor_at FOR b.cursor_len) END
  FROM b WHERE r.run_id = b.run_id AND r.epoch = b.epoch AND r.next_seq = b.from_seq
  RETURNING r.run_id
), i AS (
  INSERT INTO frame (run_id, received_us, emitted_us, seq, connection, kind, backlog, upstream_id, raw)
  SELECT x.run_id, x.received_us, nullif(x.emitted_us, -1), x.seq, x.connection, x.kind, x.backlog = 1,
    CASE WHEN x.id_len < 0 THEN NULL ELSE substring($1::bytea FROM x.raw_at - x.id_len FOR x.id_len) END,
    substring($1::bytea FROM x.raw_at FOR x.raw_len)
  FROM ${unnest(frameColumns, { first: 2 + Object.keys(runColumns).length, as: 'x' })}
  WHERE x.run_id <> ALL (ARRAY(SELECT run_id FROM b EXCEPT SELECT run_id FROM f))
)
SELECT run_id FROM f`

/**
 * Stores the frames of many runs in one statement, each run fenced by its epoch and position, and gives the ids of the
 * runs that were stored. All or nothing: on an error nothing of any run is stored. Batches are to be sorted by run id
 * (opposite orders deadlock); a run may be in it once.
 */
export async function appendFrames(batches: readonly FrameBatch[], db = database()): Promise<Set<bigint>> {
  const blob = createBlob()
  const runs = columnArrays(runColumns)
  const rows = columnArrays(frameColumns)
  for (const { runId, epoch, fromSeq, frames, after } of batches) {
    runs.run_id.push(runId)
    runs.epoch.push(epoch)
    runs.from_seq.push(fromSeq)
    runs.n.push(frames.length)
    runs.id_epoch.push(after.idEpoch)
    runs.byte_count.push(after.byteCount)
    runs.gap_count.push(after.gapCount)
    runs.unverified_count.push(after.unverifiedCount)
    runs.duplicates.push(after.duplicates)
    runs.last_received_us.push(after.lastReceivedUs)
    runs.cursor_at.push(blob.add(after.cursor))
    runs.cursor_len.push(after.cursor?.length ?? -1)
    runs.chain_at.push(blob.add(Buffer.from(after.chain, 'hex')))
    for (const [i, frame] of frames.entries()) {
      rows.run_id.push(runId)
      rows.received_us.push(frame.receivedUs)
      rows.emitted_us.push(frame.emittedUs ?? -1)
      rows.seq.push(fromSeq + i)
      rows.connection.push(frame.connection)
      rows.kind.push(frame.kind)
      rows.backlog.push(frame.backlog ? 1 : 0)
      blob.add(frame.upstreamId)
      rows.id_len.push(frame.upstreamId?.length ?? -1)
      rows.raw_at.push(blob.add(frame.raw))
      rows.raw_len.push(frame.raw.length)
    }
  }
  const literals = [...Object.values(runs), ...Object.values(rows)].map((array) => array.literal())
  const stored = await db.prisma.$queryRawUnsafe<{ run_id: bigint }[]>(statement, blob.bytes(), ...literals)
  return new Set(stored.map((row) => row.run_id))
}

/** Collects byte strings; positions are those of Postgres's `substring`, from 1. */
function createBlob() {
  const parts: Uint8Array[] = []
  let length = 0
  return {
    add(part: Uint8Array | null): number {
      const at = length + 1
      if (part === null) return at
      parts.push(part)
      length += part.length
      return at
    },
    bytes: () => Buffer.concat(parts, length),
  }
}
