import type { Clock } from '#lib/api/run.ts'
import type { Mark, Series } from '#lib/api/series.ts'
import { kindCode, kindOf } from '#lib/dialects/kind.ts'
import { gapQuantile, histogramOf } from './gap-histogram.ts'
import { nthSmallest } from './nth-smallest.ts'
import { gapBins } from './series-bins.ts'
import { findBursts } from './series-bursts.ts'
import { clockTimes, type Columns } from './series-columns.ts'
import { interTokenGaps, leastForP95, type Gaps, type Span } from './series-gaps.ts'
import type { Marks } from './series-thin.ts'

/** What the series of a run tell of all of it, whatever stretch of it is drawn. */
export type Figures = {
  /** On the run's clock; null for a run without one. */
  times: Float64Array | null
  startedUs: number
  lastMs: number
  counts: Series['counts']
  breaks: Mark[]
  gaps: Gaps
  interToken: Omit<Series['interToken'], 'dots'>
  lag: { told: Omit<NonNullable<Series['lag']>, 'dots'>; marks: Marks; seqs: Uint32Array } | null
  bursts: Series['bursts']
}

/** What figures depend on. */
export type Measured = {
  columns: Columns
  clock: Clock | null
  startedUs: number | null
  /** The first frame with visible text: empty answers before it do not count. */
  firstOutputSeq: number | null
  tools: readonly Span[]
}

/** Measures a run. Of a long one each step takes a while: whoever runs them may let others have their turn in between. */
export function* measureRun(input: Measured): Generator<undefined, Figures, undefined> {
  const { columns, clock } = input
  const startedUs = input.startedUs ?? 0
  const times = input.startedUs === null ? null : clockTimes(columns, clock)
  const counts = countKinds(columns)
  const lastMs = times === null ? 0 : lastOffset(times, startedUs)
  const breaks = times === null ? [] : breaksOf(columns, times, startedUs)
  yield
  const gaps = interTokenGaps(columns, { ...input, clock: times === null ? 'none' : clock })
  yield
  const interToken = interTokenOf(gaps)
  yield
  const lag = times === null ? null : yield* lagOf(columns, times)
  yield
  const bursts = findBursts(columns)
  yield
  return { times, startedUs, lastMs, counts, breaks, gaps, interToken, lag, bursts }
}

function lastOffset(times: Float64Array, startedUs: number): number {
  let last = 0
  for (const us of times) {
    const ms = (us - startedUs) / 1000
    if (ms > last) last = ms
  }
  return last
}

/** From the last frame before a gap to the first after it. */
function breaksOf({ kinds, length }: Columns, times: Float64Array, startedUs: number): Mark[] {
  const offsetMs = (at: number) => ((times[at] ?? Number.NaN) - startedUs) / 1000
  const breaks: Mark[] = []
  for (let at = 0; at < length; at++) {
    if (kinds[at] !== gap) continue
    const here = offsetMs(at)
    const before = at === 0 ? 0 : offsetMs(at - 1)
    const after = at + 1 < length ? offsetMs(at + 1) : here
    const known = [before, here, after].filter((ms) => !Number.isNaN(ms))
    if (known.length > 0) breaks.push([round(Math.min(...known)), round(Math.max(...known)), at + 1])
  }
  return breaks
}

function countKinds(columns: Columns): Record<string, number> {
  const codes = new Uint32Array(256)
  for (const code of columns.kinds) codes[code] = (codes[code] ?? 0) + 1
  const counts: Record<string, number> = {}
  for (const [code, count] of codes.entries()) {
    if (count > 0) counts[kindOf(code)] = (counts[kindOf(code)] ?? 0) + count
  }
  return counts
}

function interTokenOf(gaps: Gaps): Figures['interToken'] {
  let least = -1
  let most = -1
  for (let index = 0; index < gaps.length; index++) {
    const us = gaps.us[index] ?? 0
    if (least === -1 || us < (gaps.us[least] ?? 0)) least = index
    if (most === -1 || us > (gaps.us[most] ?? 0)) most = index
  }
  const histogram = histogramOf(gaps.us)
  const quantile = (q: number) => {
    const us = gapQuantile(histogram, q)
    return us === null ? null : round(us / 1000)
  }
  return {
    count: gaps.length,
    minMs: least === -1 ? null : round((gaps.us[least] ?? 0) / 1000),
    p50Ms: quantile(0.5),
    p95Ms: gaps.length < leastForP95 ? null : quantile(0.95),
    max: most === -1 ? null : { ms: round((gaps.us[most] ?? 0) / 1000), seq: gaps.seqs[most] ?? 0 },
    bins: gapBins(gaps.us, gaps.length),
  }
}

/** Delivery lag of frames that have both clocks and were not kept for us: a frame of the backlog waited on purpose. */
function* lagOf(columns: Columns, times: Float64Array): Generator<undefined, Figures['lag'], undefined> {
  const values = new Float64Array(columns.length)
  const us = new Float64Array(columns.length)
  const seqs = new Uint32Array(columns.length)
  let count = 0
  let least = Infinity
  let most = 0
  for (let at = 0; at < columns.length; at++) {
    if (columns.backlog[at] === 1 || columns.kinds[at] === gap) continue
    const lag = ((columns.receivedUs[at] ?? 0) - (columns.emittedUs[at] ?? Number.NaN)) / 1000
    if (Number.isNaN(lag)) continue
    values[count] = lag
    us[count] = times[at] ?? Number.NaN
    seqs[count] = at + 1
    if (lag > (values[most] ?? 0)) most = count
    if (lag < least) least = lag
    count++
  }
  if (count === 0) return null
  yield
  const quantile = (q: number) => round(nthSmallest(values, count, Math.max(0, Math.ceil(q * count) - 1)))
  const p50Ms = quantile(0.5)
  yield
  const told = {
    count,
    minMs: round(least),
    p50Ms,
    p95Ms: count < leastForP95 ? null : quantile(0.95),
    max: { ms: round(values[most] ?? 0), seq: seqs[most] ?? 0 },
  }
  return { told, marks: { us: us.slice(0, count), values: values.slice(0, count) }, seqs: seqs.slice(0, count) }
}

/** To the microsecond. */
export function round(ms: number): number {
  return Math.round(ms * 1000) / 1000
}

const gap = kindCode('gap')
