import { growColumns, noColumns, type Columns } from '#lib/run/series-columns.ts'
import { database, type Database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import { readBinary, type BinaryRow } from './read-binary.ts'

// Times and kinds of a million frames are 20 MB packed; as rows they would be a gigabyte. Frames never change, so what
// was read once is kept and only what came since is read. Markers, timeline and series of a run share one reading.

const pageFrames = 125_000
/** Two pages at once keep Postgres busy while one is unpacked; more would take connections from other readers. */
const pagesAtOnce = 2
const maxKeptFrames = 4_000_000

const kept = new Map<string, { reading: Promise<Columns>; frames: number }>()

/** The frames of a run without their bytes, from memory as far as they were read before. */
export function readColumns(run: FoundRun, db: Database = database(), page = pageFrames): Promise<Columns> {
  const key = String(run.id)
  const known = kept.get(key)?.reading ?? Promise.resolve(noColumns)
  const reading = known.then(
    (columns) => readOn(columns, run, db, page),
    () => readOn(noColumns, run, db, page),
  )
  // The newest last: the map keeps its order.
  kept.delete(key)
  kept.set(key, { reading, frames: run.lastSeq })
  forgetOldest()
  reading.catch(() => {
    if (kept.get(key)?.reading === reading) kept.delete(key)
  })
  return reading
}

function forgetOldest(): void {
  let frames = 0
  for (const one of kept.values()) frames += one.frames
  for (const [key, one] of kept) {
    if (frames <= maxKeptFrames || kept.size === 1) return
    kept.delete(key)
    frames -= one.frames
  }
}

async function readOn(columns: Columns, run: FoundRun, db: Database, page: number): Promise<Columns> {
  if (columns.length >= run.lastSeq) return columns
  const read = growColumns(columns, run.lastSeq)
  let next = columns.length
  async function readPages(): Promise<void> {
    while (next < run.lastSeq) {
      const after = next
      next = Math.min(run.lastSeq, after + page)
      await readPage(read, { runId: run.id, after, to: next }, db)
    }
  }
  await Promise.all(Array.from({ length: pagesAtOnce }, readPages))
  return read
}

type Range = { runId: bigint; after: number; to: number }

async function readPage(into: Columns, range: Range, db: Database): Promise<void> {
  const { runId, after, to } = range
  const [packed] = await readBinary(packSql(range), readPacked, db)
  // A frame's place in a column is its number, so a hole would shift all that follows.
  if (packed?.count !== to - after || packed.lastSeq !== to) {
    throw new Error(`frames ${after + 1} to ${to} of run ${runId} are not stored without holes`)
  }
  const about = integers(packed.about)
  const received = integers(packed.received)
  const emitted = integers(packed.emitted)
  let timed = 0
  for (let at = 0; at < to - after; at++) {
    const bits = about[at] ?? 0
    into.connections[after + at] = bits >>> 10
    into.kinds[after + at] = (bits >>> 2) & 255
    into.backlog[after + at] = (bits >>> 1) & 1
    into.receivedUs[after + at] = microseconds(received, at)
    into.emittedUs[after + at] = (bits & 1) === 1 ? microseconds(emitted, timed++) : Number.NaN
  }
}

function readPacked(row: BinaryRow) {
  return {
    count: row.integer(),
    lastSeq: row.integer(),
    about: row.bytes(),
    received: row.bytes(),
    emitted: row.bytes(),
  }
}

// What is small goes in one number: the connection, the kind, whether it is of the backlog, and whether it has a time
// of the upstream, of which only those that are there are sent. Each aggregate less is a tenth of the time.
const packSql = ({ runId, after, to }: Range) => `
  SELECT count(*)::int, coalesce(max(seq), 0),
    string_agg(int4send((connection::int << 10) | (least(kind, 255) << 2) | (backlog::int << 1)
      | (emitted_us IS NOT NULL)::int), ''::bytea),
    string_agg(int8send(received_us), ''::bytea),
    string_agg(int8send(emitted_us), ''::bytea)
  FROM (
    SELECT seq, kind, connection, backlog, received_us, emitted_us FROM frame
    WHERE run_id = ${runId} AND seq > ${after} AND seq <= ${to} ORDER BY seq
  ) frames`

/** Big-endian 32-bit integers. */
function integers(packed: Buffer | null): Int32Array {
  const aligned = Buffer.from(new Uint8Array(packed ?? []).buffer)
  aligned.swap32()
  return new Int32Array(aligned.buffer, 0, aligned.length / 4)
}

/** A big-endian 64-bit integer, read as two of 32. */
function microseconds(halves: Int32Array, at: number): number {
  return (halves[2 * at] ?? 0) * 2 ** 32 + ((halves[2 * at + 1] ?? 0) >>> 0)
}
