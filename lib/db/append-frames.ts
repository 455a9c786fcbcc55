import { database } from './client.ts'
import { intArray, type ArrayLiteral } from './array-literal.ts'

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
    chain: Uint8Array
    byteCount: number
    gapCount: number
    unverifiedCount: number
    duplicates: number
    lastReceivedUs: number
  }
}

// All bytes go in one parameter and every other column as one array literal: the driver pays per element of an array
// and not per character. A run whose fence fails (epoch or next_seq moved) stores nothing and is missing in the answer.
const statement = `
WITH b AS (
  SELECT * FROM unnest($2::text::bigint[], $3::text::int[], $4::text::int[], $5::text::int[], $6::text::int[], $7::text::bigint[],
    $8::text::int[], $9::text::int[], $10::text::int[], $11::text::bigint[], $12::text::int[], $13::text::int[], $14::text::int[])
  AS t(run_id, epoch, from_seq, n, id_epoch, byte_count, gap_count, unverified_count, duplicates, last_received_us, cursor_at, cursor_len, chain_at)
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
    CASE WHEN x.id_len < 0 THEN NULL ELSE substring($1::bytea FROM x.id_at FOR x.id_len) END,
    substring($1::bytea FROM x.raw_at FOR x.raw_len)
  FROM unnest($15::text::bigint[], $16::text::bigint[], $17::text::bigint[], $18::text::int[], $19::text::smallint[],
    $20::text::smallint[], $21::text::smallint[], $22::text::int[], $23::text::int[], $24::text::int[], $25::text::int[])
  AS x(run_id, received_us, emitted_us, seq, connection, kind, backlog, id_at, id_len, raw_at, raw_len)
  JOIN f ON f.run_id = x.run_id
)
SELECT run_id FROM f`

/**
 * Stores the frames of many runs in one statement, each run fenced by its epoch and position, and gives the ids of the
 * runs that were stored. All or nothing: on an error nothing of any run is stored. Batches are to be sorted by run id
 * (opposite orders deadlock); a run may be in it once.
 */
export async function appendFrames(batches: readonly FrameBatch[], db = database()): Promise<Set<bigint>> {
  const blob = createBlob()
  const runs = Array.from({ length: 13 }, intArray)
  const rows = Array.from({ length: 11 }, intArray)
  for (const { runId, epoch, fromSeq, frames, after } of batches) {
    const cursorAt = after.cursor === null ? 0 : blob.add(after.cursor)
    const cursorLength = after.cursor === null ? -1 : after.cursor.length
    const chainAt = blob.add(after.chain)
    push(runs, [
      runId,
      epoch,
      fromSeq,
      frames.length,
      after.idEpoch,
      after.byteCount,
      after.gapCount,
      after.unverifiedCount,
      after.duplicates,
      after.lastReceivedUs,
      cursorAt,
      cursorLength,
      chainAt,
    ])
    frames.forEach((frame, i) => {
      const idAt = frame.upstreamId === null ? 0 : blob.add(frame.upstreamId)
      const idLength = frame.upstreamId === null ? -1 : frame.upstreamId.length
      const rawAt = blob.add(frame.raw)
      push(rows, [
        runId,
        frame.receivedUs,
        frame.emittedUs ?? -1,
        fromSeq + i,
        frame.connection,
        frame.kind,
        frame.backlog ? 1 : 0,
        idAt,
        idLength,
        rawAt,
        frame.raw.length,
      ])
    })
  }
  const literals = [...runs, ...rows].map((array) => array.literal())
  const stored = await db.prisma.$queryRawUnsafe<{ run_id: bigint }[]>(statement, blob.bytes(), ...literals)
  return new Set(stored.map((row) => row.run_id))
}

function push(arrays: ArrayLiteral[], values: readonly (number | bigint)[]) {
  for (let i = 0; i < values.length; i++) (arrays[i] as ArrayLiteral).push(values[i] as number | bigint)
}

/** Collects byte strings; positions are those of Postgres's `substring`, from 1. */
function createBlob() {
  const parts: Uint8Array[] = []
  let length = 0
  return {
    add(part: Uint8Array): number {
      parts.push(part)
      length += part.length
      return length - part.length + 1
    },
    bytes: () => Buffer.concat(parts, length),
  }
}
