import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import type { Database } from '#lib/db/client.ts'
import { findRun, type FoundRun } from '#lib/db/find-run.ts'
import { foldFrames, nothingFolded } from '#lib/db/fold-frames.ts'
import { readTranscript, type TranscriptAt } from '#lib/db/read-transcript.ts'
import { writeSnapshots } from '#lib/db/write-snapshots.ts'
import { holdTail } from '#lib/run/transcript-tail.ts'
import type { Bench } from '../bench.ts'
import { median, quantile } from '../quantile.ts'
import { times, whole, type Goal } from '../report.ts'
import { readCold } from './read-cold.ts'
import { storeLongRun } from './store-long-run.ts'

const LENGTHS = [
  { frames: 100_000, goalMs: 50, folds: 5 },
  { frames: 1_000_000, goalMs: 150, folds: 3 },
]
const READS = 100
const COLD_READS = 10

type Timed = { at: number; ms: number; cpuMs?: number }
type Measured = {
  frames: number
  goalMs: number
  write: { ms: number; share: number }
  reads: Timed[]
  cold: Timed[]
  folds: Timed[]
}

/** Bench 11: the state of a long run at any frame, against a fold from its first frame. */
export const state: Bench = {
  number: 11,
  title: `The state of a run at ${READS} random frames`,
  async run({ db, url }) {
    const all: Measured[] = []
    for (const length of LENGTHS) all.push(await measure(length, url, db))
    return {
      title: `${state.number}. ${state.title}`,
      columns: ['', 'frames', 'p50', 'p95', 'max', 'of a fold', 'CPU p50'],
      rows: all.flatMap(({ frames, reads, cold, folds }) => [
        row('Runtape', frames, reads, folds),
        row('Runtape, first read of a process', frames, cold, folds),
        row('a fold from frame 1', frames, folds, folds),
      ]),
      goals: all.flatMap(({ frames, goalMs, reads, cold }): Goal[] => [
        atMost(`p95 of ${whole(frames)} frames`, goalMs, quantile(msOf(reads), 0.95)),
        atMost(`p50 of a first read, ${whole(frames)} frames`, goalMs, median(msOf(cold))),
      ]),
      notes: [
        'What was read is what a fold from frame 1 gives. Times are of reading it and of writing it as JSON.',
        'CPU is that of this process, without Postgres: unlike the times, it hardly depends on what else the machine does.',
        ...all.map(({ frames, write }) => {
          const rate = whole(frames / (write.ms / 1000))
          return `Snapshots of ${whole(frames)} frames: ${rate} frames/s to write, ${(write.share * 100).toFixed(0)} % of the bytes of the frames.`
        }),
      ],
    }
  },
}

async function measure(
  { frames, goalMs, folds: foldCount }: (typeof LENGTHS)[number],
  url: string,
  db: Database,
): Promise<Measured> {
  const publicId = await storeLongRun(frames, db)
  const run = await findRun(publicId, db)
  assert.ok(run)
  const startedAt = performance.now()
  await writeSnapshots(run, frames, {}, db)
  const write = { ms: performance.now() - startedAt, share: await shareOf(run, db) }

  const reads: Timed[] = []
  for (let i = 0; i < READS; i++) reads.push((await timed(frames, (at) => readTranscript(publicId, at, db))).time)
  const cold: Timed[] = []
  for (let i = 0; i < COLD_READS; i++) cold.push(await readCold(publicId, randomSeq(frames), url))
  const folds: Timed[] = []
  for (let i = 0; i < foldCount; i++) {
    const { time, text } = await timed(frames, (at) => foldFromStart(run, at, db))
    const read = JSON.stringify(await readTranscript(publicId, time.at, db))
    if (!isDeepStrictEqual(JSON.parse(read), JSON.parse(text))) {
      throw new Error(`the state at frame ${time.at} is not what a fold from frame 1 gives`)
    }
    folds.push(time)
  }
  return { frames, goalMs, write, reads, cold, folds }
}

async function foldFromStart(run: FoundRun, at: number, db: Database): Promise<TranscriptAt> {
  const { connection: _, ...folded } = await foldFrames(run, nothingFolded(run), at, db)
  return { ...folded, transcript: holdTail(folded.transcript) }
}

async function timed(frames: number, read: (at: number) => Promise<unknown>): Promise<{ time: Timed; text: string }> {
  const at = randomSeq(frames)
  const before = process.cpuUsage()
  const startedAt = performance.now()
  const text = JSON.stringify(await read(at))
  const ms = performance.now() - startedAt
  const { user, system } = process.cpuUsage(before)
  return { time: { at, ms, cpuMs: (user + system) / 1000 }, text }
}

function randomSeq(frames: number): number {
  return 1 + Math.floor(Math.random() * frames)
}

/** The bytes of a run's snapshots, as a share of those of its frames. */
async function shareOf(run: FoundRun, db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ share: number }>(
    `SELECT ((SELECT sum(octet_length(state)) FROM run_snapshot WHERE run_id = $1) +
       (SELECT sum(octet_length(blocks)) FROM run_leaf WHERE run_id = $1))::float8 /
       (SELECT sum(octet_length(raw)) FROM frame WHERE run_id = $1) AS share`,
    [run.id],
  )
  return rows[0]?.share ?? Number.NaN
}

function row(name: string, frames: number, own: readonly Timed[], folds: readonly Timed[]): string[] {
  const ms = msOf(own)
  const ratio = median(msOf(folds)) / median(ms)
  const cpu = own.flatMap(({ cpuMs }) => cpuMs ?? [])
  return [
    name,
    whole(frames),
    inMs(median(ms)),
    inMs(quantile(ms, 0.95)),
    inMs(Math.max(...ms)),
    own === folds ? '' : `1 / ${times(ratio).slice(0, -1)}`,
    cpu.length === 0 ? '' : inMs(median(cpu)),
  ]
}

function msOf(timings: readonly Timed[]): number[] {
  return timings.map(({ ms }) => ms)
}

function inMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : whole(ms)} ms`
}

function atMost(what: string, wanted: number, measured: number): Goal {
  return { what, wanted: `<= ${inMs(wanted)}`, measured: inMs(measured), reached: measured <= wanted }
}
