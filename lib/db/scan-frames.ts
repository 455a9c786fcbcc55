import { setImmediate } from 'node:timers/promises'
import { Clock } from '#lib/api/run.ts'
import { kindCode } from '#lib/dialects/kind.ts'
import { addToDensity, emptyDensity, type Density } from '#lib/run/density.ts'
import { clockTimes, type Columns } from '#lib/run/series-columns.ts'
import { addStretches, noStretches, type TokenStretches } from '#lib/run/token-stretches.ts'
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
  /** Runs of tokens. */
  stretches: TokenStretches
}

export type Sample = { seq: number; us: number | null }
export type Point = Sample & { kind: number }

const maxSamples = 1998
const maxPoints = 5000
const farthestSlice = 1_000_000_000
/** So many frames are looked at in a few milliseconds; then others have their turn. */
const atOnce = 200_000

export const noFrames = (): FrameScan => ({
  lastSeq: 0,
  stride: 1,
  samples: [],
  density: emptyDensity(0),
  counts: new Map(),
  firstOutput: null,
  points: [],
  stretches: noStretches(),
})

/** The scan brought up to the last frame, in place. One at a time: it gives way to others in between. */
export async function scanFrames(scan: FrameScan, columns: Columns, run: FoundRun): Promise<void> {
  if (columns.length <= scan.lastSeq) return
  const times = timesOf(columns, run)
  sample(scan, columns.length, times)
  if (scan.lastSeq === 0) scan.density = emptyDensity(lengthOf(scan, columns.length, run))
  while (scan.lastSeq < columns.length) {
    const to = Math.min(columns.length, scan.lastSeq + atOnce)
    countFrames(scan, columns, times, run, to)
    addStretches(scan.stretches, columns.kinds, scan.lastSeq, to)
    scan.lastSeq = to
    await setImmediate()
  }
}

/** In ms, or in frames for a run without a clock. */
function lengthOf(scan: FrameScan, frames: number, run: FoundRun): number {
  if (isSteps(run)) return frames
  const last = scan.samples.findLast(({ us }) => us !== null)?.us ?? 0
  return Math.max(0, (last - Number(run.startedUs)) / 1000)
}

/** Whether a run has no clock: its frames have an order and no times. */
export function isSteps(run: FoundRun): boolean {
  return run.clock === 'none' || run.startedUs === null
}

/** When each frame was, on the run's clock; null for a run without one. */
export function timesOf(columns: Columns, run: FoundRun): Float64Array | null {
  return isSteps(run) ? null : clockTimes(columns, Clock.nullable().parse(run.clock))
}

/** The time of one frame, where there is the frame and it has one. */
export function timeAt(times: Float64Array | null, seq: number): number | null {
  const us = times?.[seq - 1]
  return us === undefined || Number.isNaN(us) ? null : us
}

function sample(scan: FrameScan, lastSeq: number, times: Float64Array | null): void {
  while (lastSeq / scan.stride > maxSamples) scan.stride *= 2
  scan.samples = []
  for (let seq = 1; seq <= lastSeq; seq += scan.stride) scan.samples.push({ seq, us: timeAt(times, seq) })
  if (scan.samples.at(-1)?.seq !== lastSeq) scan.samples.push({ seq: lastSeq, us: timeAt(times, lastSeq) })
}

/** How many frames of each kind lie in each slice, gaps aside, which are none. */
function countFrames(scan: FrameScan, { kinds }: Columns, times: Float64Array | null, run: FoundRun, to: number): void {
  const startedUs = Number(run.startedUs)
  for (let seq = scan.lastSeq + 1; seq <= to; seq++) {
    const kind = kinds[seq - 1] ?? 0
    scan.counts.set(kind, (scan.counts.get(kind) ?? 0) + 1)
    if (kind === output) scan.firstOutput ??= seq
    const isMarker = kind === error || kind === gap
    if (isMarker && scan.points.length < maxPoints) scan.points.push({ seq, kind, us: timeAt(times, seq) })
    if (kind === gap) continue
    const place = times === null ? seq - 1 : ((times[seq - 1] ?? Number.NaN) - startedUs) / 1000
    if (Number.isNaN(place)) continue
    addToDensity(scan.density, Math.min(farthestSlice, Math.max(0, Math.floor(place / scan.density.step))), kind, 1)
  }
}

const output = kindCode('output')
const error = kindCode('error')
const gap = kindCode('gap')
