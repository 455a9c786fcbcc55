import { kindCode } from '#lib/dialects/kind.ts'
import { addToDensity, emptyDensity, type Density } from '#lib/run/density.ts'
import type { Database } from './client.ts'
import type { FoundRun } from './find-run.ts'

/** What a run's frames show from afar. Grows with the run: what was looked at is not looked at again. */
export type FrameScan = {
  lastSeq: number
  /** Every how many frames one is sampled, from the first on; the clock's µs, null where a frame has no time on it. */
  stride: number
  samples: Sample[]
  density: Density
  /** Frames of each kind. */
  counts: Map<number, number>
  /** The first visible output; the frames whose kind makes them markers, in order. */
  firstOutput: number | null
  points: Point[]
}

export type Sample = { seq: number; us: number | null }
export type Point = Sample & { kind: number }

/** Where a range of frames holds some of a kind. */
type Stretch = { kind: number; first: number; last: number; count: number }

const maxSamples = 1998
const maxPoints = 5000

export const noFrames = (): FrameScan => ({
  lastSeq: 0,
  stride: 1,
  samples: [],
  density: emptyDensity(0),
  counts: new Map(),
  firstOutput: null,
  points: [],
})

/** The scan brought up to the run's last frame, in place: one pass over the frames that came since. */
export async function scanFrames(scan: FrameScan, run: FoundRun, db: Database): Promise<void> {
  const { lastSeq } = run
  if (lastSeq <= scan.lastSeq) return
  await sample(scan, run, db)
  if (scan.lastSeq === 0) scan.density = emptyDensity(lengthOf(scan, run))
  const stretches = await countFrames(scan, run, db)
  for (const { kind, first, count } of stretches) {
    scan.counts.set(kind, (scan.counts.get(kind) ?? 0) + count)
    if (kind === kindCode('output')) scan.firstOutput = Math.min(scan.firstOutput ?? first, first)
  }
  const room = maxPoints - scan.points.length
  if (room > 0) scan.points.push(...(await readPoints(stretches, room, run, db)))
  scan.lastSeq = lastSeq
}

/** In ms, or in frames for a run without a clock. */
function lengthOf(scan: FrameScan, run: FoundRun): number {
  if (isSteps(run)) return run.lastSeq
  const last = scan.samples.findLast(({ us }) => us !== null)?.us ?? 0
  return Math.max(0, (last - Number(run.startedUs)) / 1000)
}

/** Whether a run has no clock: its frames have an order and no times. */
export function isSteps(run: FoundRun): boolean {
  return run.clock === 'none' || run.startedUs === null
}

function clockColumn(run: FoundRun): string {
  return isSteps(run) ? 'NULL::bigint' : run.clock === 'emitted' ? 'emitted_us' : 'received_us'
}

async function sample(scan: FrameScan, run: FoundRun, db: Database): Promise<void> {
  while (run.lastSeq / scan.stride > maxSamples) scan.stride *= 2
  const kept = scan.samples.filter(({ seq }) => (seq - 1) % scan.stride === 0)
  const wanted: number[] = []
  for (let seq = (kept.at(-1)?.seq ?? 1 - scan.stride) + scan.stride; seq <= run.lastSeq; seq += scan.stride) {
    wanted.push(seq)
  }
  if ((wanted.at(-1) ?? kept.at(-1)?.seq) !== run.lastSeq) wanted.push(run.lastSeq)
  scan.samples = [...kept, ...(await readTimes(wanted, run, db))]
}

/** The times of some frames, in their order. */
export async function readTimes(seqs: readonly number[], run: FoundRun, db: Database): Promise<Sample[]> {
  const { rows } = await db.pool.query<{ seq: number; us: string | null }>(
    `SELECT seq, ${clockColumn(run)} AS us FROM frame WHERE run_id = $1 AND seq = ANY ($2::int[]) ORDER BY seq`,
    [run.id, seqs],
  )
  return rows.map(({ seq, us }) => ({ seq, us: us === null ? null : Number(us) }))
}

/** One pass: how many frames of each kind lie in each slice, gaps aside, which are none. */
async function countFrames(scan: FrameScan, run: FoundRun, db: Database): Promise<Stretch[]> {
  const { density } = scan
  const from = isSteps(run) ? 1n : (run.startedUs ?? 0n)
  const width = isSteps(run) ? density.step : density.step * 1000
  const place = isSteps(run) ? 'seq' : clockColumn(run)
  const rows = await countSlices(
    `SELECT CASE WHEN ${place} IS NOT NULL
         THEN least(greatest((${place} - $4::bigint) / $5::bigint, 0), 1000000000)::int END AS slice,
       kind, count(*)::int AS count, min(seq) AS first, max(seq) AS last
     FROM frame WHERE run_id = $1 AND seq > $2 AND seq <= $3 GROUP BY 1, 2`,
    [run.id, scan.lastSeq, run.lastSeq, from, width],
    db,
  )
  const counted = density.step
  for (const { slice, kind, count } of rows) {
    if (slice === null || kind === kindCode('gap')) continue
    addToDensity(density, Math.floor((slice * counted) / density.step), kind, count)
  }
  return rows
}

/**
 * There are few groups however many frames there are. Of a run that was recorded since the table was looked at last,
 * Postgres believes that it is tiny, and would sort it on disk.
 */
async function countSlices(text: string, values: unknown[], db: Database) {
  const client = await db.pool.connect()
  let failed = true
  try {
    await client.query('BEGIN; SET LOCAL enable_sort = off; SET LOCAL jit = off')
    const { rows } = await client.query<Stretch & { slice: number | null }>(text, values)
    await client.query('COMMIT')
    failed = false
    return rows
  } finally {
    client.release(failed)
  }
}

/** Frames that say an error or a gap, looked for only where there are any. */
async function readPoints(stretches: readonly Stretch[], room: number, run: FoundRun, db: Database): Promise<Point[]> {
  const kinds = [kindCode('error'), kindCode('gap')]
  const where = stretches.filter(({ kind }) => kinds.includes(kind))
  if (where.length === 0) return []
  const { rows } = await db.pool.query<{ seq: number; kind: number; us: string | null }>(
    `SELECT DISTINCT seq, frame.kind, ${clockColumn(run)} AS us
     FROM unnest($2::int[], $3::int[], $4::int[]) AS stretch(kind, first, last)
     JOIN frame ON run_id = $1 AND seq BETWEEN first AND last AND frame.kind = stretch.kind
     ORDER BY seq LIMIT $5`,
    [run.id, where.map(({ kind }) => kind), where.map(({ first }) => first), where.map(({ last }) => last), room],
  )
  return rows.map(({ seq, kind, us }) => ({ seq, kind, us: us === null ? null : Number(us) }))
}
