import { joinColumns, noColumns, type Columns } from '#lib/run/series-columns.ts'
import { database, type Database } from './client.ts'
import type { FoundRun } from './find-run.ts'

// Times and kinds of a million frames are 18 MB packed; as rows they would be a gigabyte. Frames never change, so what
// was read once is kept and only what came since is read.

const pageFrames = 250_000
const maxKeptFrames = 4_000_000

const kept = new Map<string, Promise<Columns>>()

/** The frames of a run without their bytes, from memory as far as they were read before. */
export function readColumns(run: FoundRun, db: Database = database()): Promise<Columns> {
  const key = String(run.id)
  const known = kept.get(key) ?? Promise.resolve(noColumns)
  const read = known.then(
    (columns) => readOn(columns, run, db),
    () => readOn(noColumns, run, db),
  )
  // The newest last: the map keeps its order.
  kept.delete(key)
  kept.set(key, read)
  void read.then(forgetOldest, () => kept.delete(key))
  return read
}

async function readOn(columns: Columns, run: FoundRun, db: Database): Promise<Columns> {
  let read = columns
  while (read.length < run.lastSeq) {
    const page = await readPage(run.id, read.length, Math.min(run.lastSeq, read.length + pageFrames), db)
    if (page.length === 0) break
    read = joinColumns(read, page)
  }
  return read
}

async function forgetOldest(): Promise<void> {
  let frames = 0
  for (const [key, columns] of [...kept].toReversed()) {
    frames += (await columns.catch(() => noColumns)).length
    if (frames > maxKeptFrames && kept.size > 1) kept.delete(key)
  }
}

type Packed = {
  count: number
  lastSeq: number
  kinds: Buffer
  connections: Buffer
  backlog: Buffer
  received: Buffer
  emitted: Buffer
}

async function readPage(runId: bigint, after: number, to: number, db: Database): Promise<Columns> {
  const { rows } = await db.pool.query<Packed>({ name: 'read-columns', text: packSql, values: [runId, after, to] })
  const packed = rows[0]
  if (!packed || packed.count === 0) return noColumns
  // A frame's place in a column is its number, so a hole would shift all that follows.
  if (packed.lastSeq !== after + packed.count) {
    throw new Error(`frames ${after + 1} to ${to} of run ${runId} are not numbered without holes`)
  }
  return {
    length: packed.count,
    kinds: Uint8Array.from(readShorts(packed.kinds)),
    connections: readShorts(packed.connections),
    backlog: new Uint8Array(packed.backlog),
    receivedUs: readMicroseconds(packed.received),
    emittedUs: readMicroseconds(packed.emitted),
  }
}

const packSql = `
  SELECT count(*)::integer AS count, max(seq) AS "lastSeq",
    string_agg(int2send(kind), ''::bytea) AS kinds,
    string_agg(int2send(connection), ''::bytea) AS connections,
    string_agg(boolsend(backlog), ''::bytea) AS backlog,
    string_agg(int8send(received_us), ''::bytea) AS received,
    string_agg(int8send(coalesce(emitted_us, -1)), ''::bytea) AS emitted
  FROM (
    SELECT seq, kind, connection, backlog, received_us, emitted_us FROM frame
    WHERE run_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq
  ) frames`

/** Big-endian 16-bit integers. */
function readShorts(packed: Buffer): Uint16Array {
  const shorts = new Uint16Array(packed.length / 2)
  for (let at = 0; at < shorts.length; at++) shorts[at] = ((packed[2 * at] ?? 0) << 8) | (packed[2 * at + 1] ?? 0)
  return shorts
}

/** Big-endian 64-bit integers; −1 stands for none. */
function readMicroseconds(packed: Buffer): Float64Array {
  const times = new Float64Array(packed.length / 8)
  for (let at = 0; at < times.length; at++) {
    const high = packed.readInt32BE(8 * at)
    times[at] = high < 0 ? Number.NaN : high * 2 ** 32 + packed.readUInt32BE(8 * at + 4)
  }
  return times
}
