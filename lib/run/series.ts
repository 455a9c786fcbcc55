import type { Clock } from '#lib/api/run.ts'
import type { Mark, Series } from '#lib/api/series.ts'
import { kindCode, kinds } from '#lib/dialects/kind.ts'
import { addGap, gapQuantile, type GapHistogram } from './gap-histogram.ts'
import { gapBins } from './series-bins.ts'
import { findBursts } from './series-bursts.ts'
import { clockTimes, type Columns } from './series-columns.ts'
import { interTokenGaps, leastForP95, stallThresholdMs, type Gaps, type Span } from './series-gaps.ts'
import { frameRate } from './series-rate.ts'
import { thin, type Window } from './series-thin.ts'
import type { TokenStep } from './series-tokens.ts'

const mostStalls = 500

export type SeriesInput = {
  columns: Columns
  clock: Clock | null
  startedUs: number | null
  durationMs: number | null
  /** The first frame with visible text: empty answers before it do not count. */
  firstOutputSeq: number | null
  tools: readonly Span[]
  tokens: { basis: 'reported' | 'estimated'; steps: readonly TokenStep[] } | null
  /** Whether they are still counted. */
  tokensPending?: boolean
}

export type SeriesOptions = {
  points: number
  from?: number | undefined
  to?: number | undefined
  stallMs?: number | undefined
}

/** Everything that is drawn of a run over its time, for a stretch of it or the whole. */
export function seriesOf(input: SeriesInput, { points, from, to, stallMs }: SeriesOptions): Series {
  const { columns, clock, startedUs } = input
  const times = startedUs === null ? null : clockTimes(columns, clock)
  const offsetMs = (at: number) => (times === null ? Number.NaN : ((times[at] ?? Number.NaN) - (startedUs ?? 0)) / 1000)
  const lastMs = times === null ? 0 : lastOffset(columns.length, offsetMs)
  const fromMs = Math.min(from ?? 0, lastMs)
  const window: Window = { fromMs, toMs: Math.max(fromMs, Math.min(to ?? Infinity, lastMs)) }
  const breaks = times === null ? [] : breaksOf(columns, offsetMs)
  const gaps = interTokenGaps(columns, { ...input, clock: times === null ? 'none' : clock })
  const interToken = interTokenOf(gaps, startedUs ?? 0, window, points)
  return {
    lastSeq: columns.length,
    clock,
    durationMs: input.durationMs,
    ...window,
    counts: countKinds(columns),
    breaks,
    interToken,
    stalls: stallsOf(gaps, startedUs ?? 0, stallMs ?? stallThresholdMs(interToken.p50Ms)),
    rate:
      times === null
        ? { startMs: 0, stepMs: 0, perSecond: [], seqs: [] }
        : frameRate(columns, offsetMs, breaks, window, Math.floor(points / 4)),
    tokens: tokensOf(input.tokens, offsetMs, window, points),
    tokensPending: input.tokensPending ?? false,
    lag: times === null ? null : lagOf(columns, offsetMs, window, points),
    bursts: findBursts(columns),
  }
}

function lastOffset(length: number, offsetMs: (at: number) => number): number {
  let last = 0
  for (let at = 0; at < length; at++) {
    const ms = offsetMs(at)
    if (ms > last) last = ms
  }
  return last
}

/** From the last frame before a gap to the first after it. */
function breaksOf(columns: Columns, offsetMs: (at: number) => number): Mark[] {
  const breaks: Mark[] = []
  for (let at = 0; at < columns.length; at++) {
    if (columns.kinds[at] !== gap) continue
    const here = offsetMs(at)
    const before = at === 0 ? 0 : offsetMs(at - 1)
    const after = at + 1 < columns.length ? offsetMs(at + 1) : here
    const known = [before, here, after].filter((ms) => !Number.isNaN(ms))
    if (known.length > 0) breaks.push([round(Math.min(...known)), round(Math.max(...known)), at + 1])
  }
  return breaks
}

function countKinds(columns: Columns): Record<string, number> {
  const counts: Record<string, number> = {}
  for (let at = 0; at < columns.length; at++) {
    const kind = kinds[columns.kinds[at] ?? 0] ?? 'unknown'
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}

function interTokenOf(gaps: Gaps, startedUs: number, window: Window, points: number): Series['interToken'] {
  const histogram: GapHistogram = {}
  let least = -1
  let most = -1
  for (let index = 0; index < gaps.length; index++) {
    const us = gaps.us[index] ?? 0
    addGap(histogram, us)
    if (least === -1 || us < (gaps.us[least] ?? 0)) least = index
    if (most === -1 || us > (gaps.us[most] ?? 0)) most = index
  }
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
    dots: thin(
      gaps.length,
      (index) => ((gaps.endUs[index] ?? 0) - startedUs) / 1000,
      (index) => gaps.us[index] ?? 0,
      window,
      points,
    ).map((index) => gapMark(gaps, index, startedUs)),
    bins: gapBins(gaps.us, gaps.length),
  }
}

function stallsOf(gaps: Gaps, startedUs: number, thresholdMs: number): Series['stalls'] {
  const stalls: Mark[] = []
  for (let index = 0; index < gaps.length; index++) {
    if ((gaps.us[index] ?? 0) / 1000 >= thresholdMs) stalls.push(gapMark(gaps, index, startedUs))
  }
  const longest = stalls.toSorted((a, b) => b[1] - a[1]).slice(0, mostStalls)
  return {
    thresholdMs: round(thresholdMs),
    count: stalls.length,
    totalMs: round(stalls.reduce((sum, [, ms]) => sum + ms, 0)),
    list: longest.toSorted((a, b) => a[2] - b[2]),
  }
}

function gapMark(gaps: Gaps, index: number, startedUs: number): Mark {
  return [
    round(((gaps.endUs[index] ?? 0) - startedUs) / 1000),
    round((gaps.us[index] ?? 0) / 1000),
    gaps.seqs[index] ?? 0,
  ]
}

function tokensOf(
  tokens: SeriesInput['tokens'],
  offsetMs: (at: number) => number,
  window: Window,
  points: number,
): Series['tokens'] {
  const total = tokens?.steps.at(-1)?.total
  if (tokens === null || total === undefined) return null
  const { steps, basis } = tokens
  const msOf = (index: number) => offsetMs((steps[index]?.seq ?? 1) - 1)
  const totalOf = (index: number) => steps[index]?.total ?? 0
  const drawn = thin(steps.length, msOf, totalOf, window, points)
  return {
    basis,
    total,
    steps: drawn.map((index): Mark => [round(msOf(index)), totalOf(index), steps[index]?.seq ?? 1]),
  }
}

/** Delivery lag of frames that have both clocks and were not kept for us: a frame of the backlog waited on purpose. */
function lagOf(columns: Columns, offsetMs: (at: number) => number, window: Window, points: number): Series['lag'] {
  const lags = new Float64Array(columns.length)
  const places = new Uint32Array(columns.length)
  let count = 0
  let most = 0
  for (let at = 0; at < columns.length; at++) {
    if (columns.backlog[at] === 1 || columns.kinds[at] === gap) continue
    const lag = ((columns.receivedUs[at] ?? 0) - (columns.emittedUs[at] ?? Number.NaN)) / 1000
    if (Number.isNaN(lag)) continue
    lags[count] = lag
    places[count] = at
    if (lag > (lags[most] ?? 0)) most = count
    count++
  }
  if (count === 0) return null
  const msOf = (index: number) => offsetMs(places[index] ?? 0)
  const sorted = lags.slice(0, count).sort()
  const quantile = (q: number) => round(sorted[Math.max(0, Math.ceil(q * count) - 1)] ?? 0)
  return {
    count,
    minMs: round(sorted[0] ?? 0),
    p50Ms: quantile(0.5),
    p95Ms: count < leastForP95 ? null : quantile(0.95),
    max: { ms: round(lags[most] ?? 0), seq: (places[most] ?? 0) + 1 },
    dots: thin(count, msOf, (index) => lags[index] ?? 0, window, points).map((index): Mark => [
      round(msOf(index)),
      round(lags[index] ?? 0),
      (places[index] ?? 0) + 1,
    ]),
  }
}

/** To the microsecond. */
function round(ms: number): number {
  return Math.round(ms * 1000) / 1000
}

const gap = kindCode('gap')
