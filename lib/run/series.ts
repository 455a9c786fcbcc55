import type { Mark, Series } from '#lib/api/series.ts'
import { nthSmallest } from './nth-smallest.ts'
import { measureRun, round, type Figures, type Measured } from './series-figures.ts'
import { stallThresholdMs, type Gaps } from './series-gaps.ts'
import { frameRate } from './series-rate.ts'
import { thin, type Window } from './series-thin.ts'
import type { TokenStep } from './series-tokens.ts'

const mostStalls = 500

export type SeriesInput = Measured & {
  durationMs: number | null
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
export function seriesOf(input: SeriesInput, options: SeriesOptions): Series {
  return atOnce(drawSeries(input, atOnce(measureRun(input)), options))
}

/** Draws a stretch of a run that was measured; in steps, as it is measured. */
export function* drawSeries(
  input: SeriesInput,
  figures: Figures,
  { points, from, to, stallMs }: SeriesOptions,
): Generator<undefined, Series, undefined> {
  const { columns, clock, durationMs } = input
  const { times, startedUs, lastMs, counts, breaks, gaps, interToken, lag, bursts } = figures
  const fromMs = Math.min(from ?? 0, lastMs)
  const window: Window = { fromMs, toMs: Math.max(fromMs, Math.min(to ?? Infinity, lastMs)) }
  const dots = thin({ us: gaps.endUs, values: gaps.us }, startedUs, window, points).map((index) =>
    gapMark(gaps, index, startedUs),
  )
  yield
  const stalls = stallsOf(gaps, startedUs, stallMs ?? stallThresholdMs(interToken.p50Ms))
  yield
  const rate =
    times === null
      ? { startMs: 0, stepMs: 0, perSecond: [], seqs: [] }
      : frameRate(columns, { times, startedUs }, breaks, window, Math.floor(points / 4))
  yield
  const lagDots = lag === null ? [] : thin(lag.marks, startedUs, window, points)
  const lagMark = (index: number): Mark => [
    round(((lag?.marks.us[index] ?? 0) - startedUs) / 1000),
    round(lag?.marks.values[index] ?? 0),
    lag?.seqs[index] ?? 0,
  ]
  return {
    lastSeq: columns.length,
    clock,
    durationMs,
    ...window,
    counts,
    breaks,
    interToken: { ...interToken, dots },
    stalls,
    rate,
    tokens: tokensOf(input.tokens, figures, window, points),
    tokensPending: input.tokensPending ?? false,
    lag: lag && { ...lag.told, dots: lagDots.map(lagMark) },
    bursts,
  }
}

function atOnce<T>(steps: Generator<undefined, T, undefined>): T {
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

/** Of more than are listed the longest, and of those that are as long as the shortest of them the first. */
function stallsOf(gaps: Gaps, startedUs: number, thresholdMs: number): Series['stalls'] {
  const long = gaps.us.filter((us) => us / 1000 >= thresholdMs)
  const least = long.length <= mostStalls ? -1 : nthSmallest(long, long.length, long.length - mostStalls)
  let room = mostStalls
  for (const us of long) if (us > least) room--
  const list: Mark[] = []
  for (let index = 0; list.length < Math.min(mostStalls, long.length); index++) {
    const us = gaps.us[index] ?? 0
    if (us / 1000 < thresholdMs || us < least || (us === least && room-- <= 0)) continue
    list.push(gapMark(gaps, index, startedUs))
  }
  return {
    thresholdMs: round(thresholdMs),
    count: long.length,
    totalMs: round(long.reduce((sum, us) => sum + round(us / 1000), 0)),
    list,
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
  { times, startedUs }: Figures,
  window: Window,
  points: number,
): Series['tokens'] {
  const total = tokens?.steps.at(-1)?.total
  if (tokens === null || total === undefined) return null
  const { steps, basis } = tokens
  const marks = {
    us: Float64Array.from(steps, ({ seq }) => times?.[seq - 1] ?? Number.NaN),
    values: Float64Array.from(steps, (step) => step.total),
  }
  const msOf = (index: number) => round(((marks.us[index] ?? Number.NaN) - startedUs) / 1000)
  return {
    basis,
    total,
    steps: thin(marks, startedUs, window, points).map((index): Mark => [
      msOf(index),
      steps[index]?.total ?? 0,
      steps[index]?.seq ?? 1,
    ]),
  }
}
