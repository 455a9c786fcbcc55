import type { Series } from '#lib/api/series.ts'
import { formatCompact, formatCount, formatCounted } from '#lib/format/count.ts'
import { formatFigure, formatNumber } from '#lib/format/figure.ts'
import { formatOffset } from '#lib/format/offset.ts'
import type { ChartTable } from '#components/charts/chart-card.tsx'
import { breakLine, type ChartBreak, type ChartPoint } from '#components/charts/chart-point.ts'
import { linearTicks, logTicks } from '#components/charts/ticks.ts'
import type { Axis } from '#components/charts/time-plot.tsx'

/** One chart over the run's time: what is drawn, what it says, and the same as a table. */
export type RunChart = {
  title: string
  summary: string
  file: string
  axis: Axis
  shape: 'dots' | 'steps' | 'line'
  colour: string
  points: readonly ChartPoint[]
  peaks: readonly ChartPoint[]
  levels: readonly { value: number; label: string; shift?: number }[]
  table: ChartTable
  words: (point: ChartPoint) => string
}

/** What is shorter is drawn on the edge: below it clocks and buffers are measured, not the model. */
const leastMs = 0.1

const shownCount = (value: number) => formatCompact(value)

export function chartsOf(series: Series): RunChart[] {
  return [interTokenChart(series), tokensChart(series), rateChart(series), lagChart(series)].filter(
    (chart) => chart !== null,
  )
}

export function breaksOf(series: Series): ChartBreak[] {
  return series.breaks.map(([fromMs, toMs]) => ({ fromMs, toMs }))
}

function interTokenChart({ interToken, stalls, fromMs, toMs }: Series): RunChart | null {
  const { count, minMs, p50Ms, p95Ms, max, dots } = interToken
  if (count === 0 || minMs === null || p50Ms === null || max === null) return null
  const longest = `the longest ${formatFigure(max.ms)} at frame ${formatCount(max.seq)}`
  const p95 = p95Ms === null ? `shortest ${formatFigure(minMs)}` : `p95 ${formatFigure(p95Ms)}`
  const stalled =
    stalls.count === 0
      ? `no stall of ${formatFigure(stalls.thresholdMs)} or more`
      : `${formatCounted(stalls.count, 'stall')} of ${formatFigure(stalls.thresholdMs)} or more, together ${formatFigure(stalls.totalMs)}`
  return {
    title: 'Inter-token time, log',
    summary: `${formatCounted(count, 'gap')}: p50 ${formatFigure(p50Ms)}, ${p95}, ${longest}; ${stalled}.`,
    file: 'inter-token',
    axis: { scale: 'log', ticks: logTicks(Math.max(leastMs, minMs), Math.max(max.ms, leastMs)), format: formatTick },
    shape: 'dots',
    colour: 'var(--k-output)',
    points: dots.map(toPoint),
    peaks: stalls.list.filter(([ms]) => ms >= fromMs && ms <= toMs).map(toPoint),
    levels: levelsOf(p50Ms, p95Ms),
    table: marksTable(dots, 'gap ms'),
    words: ({ ms, value, seq }) =>
      `${(value ?? 0) >= stalls.thresholdMs ? 'stall, ' : ''}${formatFigure(value ?? 0)} before frame ${formatCount(seq ?? 0)}, ${formatOffset(ms)}`,
  }
}

/** Lines that lie close together keep their labels apart. */
function levelsOf(p50Ms: number, p95Ms: number | null): RunChart['levels'] {
  if (p95Ms === null) return [{ value: p50Ms, label: `p50 ${formatFigure(p50Ms)}` }]
  const shift = p95Ms < p50Ms * 3 ? 6 : 0
  return [
    { value: p50Ms, label: `p50 ${formatFigure(p50Ms)}`, shift },
    { value: p95Ms, label: `p95 ${formatFigure(p95Ms)}`, shift: -shift },
  ]
}

function tokensChart(series: Series): RunChart | null {
  const { tokens, fromMs, toMs } = series
  if (tokens === null) return null
  const about = tokens.basis === 'estimated' ? '≈ ' : ''
  const points = tokens.steps.map(toPoint)
  const last = points.at(-1)
  const line = [
    ...(fromMs === 0 ? [{ ms: 0, value: 0, seq: null }] : []),
    ...points,
    ...(last && last.ms < toMs ? [{ ...last, ms: toMs }] : []),
  ]
  const steps = formatCounted(tokens.steps.length, 'step')
  return {
    title: tokens.basis === 'estimated' ? 'Output tokens, ≈ estimated' : 'Output tokens, reported',
    summary:
      tokens.basis === 'estimated'
        ? `≈ ${formatCount(tokens.total)} by a common tokenizer, for the upstream reported none.`
        : `${formatCount(tokens.total)} in ${steps}, as the upstream reported.`,
    file: 'output-tokens',
    axis: { scale: 'linear', ticks: linearTicks(tokens.total), format: shownCount },
    shape: 'steps',
    colour: 'var(--k-output)',
    points: breakLine(line, breaksOf(series), { steps: true }),
    peaks: [],
    levels: [],
    table: marksTable(tokens.steps, `tokens ${tokens.basis}`),
    words: ({ ms, value, seq }) =>
      `${about}${formatCount(value ?? 0)} tokens${seq === null ? '' : ` by frame ${formatCount(seq)}`}, ${formatOffset(ms)}`,
  }
}

function rateChart(series: Series): RunChart | null {
  const { startMs, stepMs, perSecond, seqs } = series.rate
  if (perSecond.length === 0) return null
  const points = perSecond.map((value, at) => ({ ms: startMs + at * stepMs, value, seq: seqs[at] ?? null }))
  const most = Math.max(0, ...perSecond.map((value) => value ?? 0))
  const peak = points.find(({ value }) => value === most)
  const missing =
    series.breaks.length === 0
      ? ''
      : ` Nothing was recorded in ${formatCounted(series.breaks.length, 'stretch', 'stretches')}.`
  return {
    title: 'Frames a second',
    summary: `At most ${formatNumber(most)}/s, at ${formatOffset(peak?.ms ?? 0)}; each step is ${formatFigure(stepMs)}.${missing}`,
    file: 'frames-per-second',
    axis: { scale: 'linear', ticks: linearTicks(most), format: shownCount },
    shape: 'steps',
    colour: 'var(--k-result)',
    points,
    peaks: [],
    levels: [],
    table: {
      columns: ['offset s', 'frames/s', 'frame'],
      rows: points.map(({ ms, value, seq }) => [
        seconds(ms),
        value === null ? 'no data' : Number(value.toPrecision(4)),
        seq,
      ]),
      seqs: points.map(({ seq }) => seq),
    },
    words: ({ ms, value, seq }) =>
      `${formatNumber(value ?? 0)} frames/s from ${formatOffset(ms)}${seq === null ? '' : `, frame ${formatCount(seq)}`}`,
  }
}

function lagChart({ lag }: Series): RunChart | null {
  if (lag === null) return null
  // A clock that runs ahead of ours makes lags negative; then only how much slower than the fastest a frame was is known.
  const zero = Math.min(0, lag.minMs)
  const ahead =
    zero < 0
      ? ` The upstream’s clock runs at least ${formatFigure(-zero)} ahead; drawn is the time above the fastest frame.`
      : ''
  const p95 = lag.p95Ms === null ? '' : `, p95 ${formatFigure(lag.p95Ms)}`
  return {
    title: 'Delivery lag',
    summary: `From the upstream’s clock to ours: p50 ${formatFigure(lag.p50Ms)}${p95}, max ${formatFigure(lag.max.ms)}.${ahead}`,
    file: 'delivery-lag',
    axis: { scale: 'linear', ticks: linearTicks(lag.max.ms - zero), format: formatTick },
    shape: 'dots',
    colour: 'var(--k-tool)',
    points: lag.dots.map(([ms, value, seq]) => ({ ms, value: value - zero, seq })),
    peaks: [],
    levels: [],
    table: marksTable(lag.dots, 'lag ms'),
    words: ({ ms, value, seq }) =>
      `${formatFigure((value ?? 0) + zero)} on the way, frame ${formatCount(seq ?? 0)}, ${formatOffset(ms)}`,
  }
}

/** The gaps by length. */
export function binsOf({ interToken: { bins } }: Series) {
  const label = ({ fromMs, toMs }: { fromMs: number; toMs: number }) => `${formatTick(fromMs)} to ${formatTick(toMs)}`
  const most = bins.toSorted((a, b) => b.count - a.count)[0]
  return {
    bins: bins.map((bin) => ({ label: formatTick(bin.fromMs), count: bin.count })),
    summary: most
      ? `Most, ${formatCount(most.count)}, are from ${label(most)}. Bins grow by 1-2-5 (log).`
      : 'No gap yet.',
    table: {
      columns: ['from ms', 'to ms', 'gaps'],
      rows: bins.map(({ fromMs, toMs, count }) => [fromMs, toMs, count]),
    } satisfies ChartTable,
  }
}

function toPoint([ms, value, seq]: readonly [number, number, number]): ChartPoint {
  return { ms, value, seq }
}

function marksTable(marks: readonly (readonly [number, number, number])[], value: string): ChartTable {
  return {
    columns: ['offset s', value, 'frame'],
    rows: marks.map(([ms, of, seq]) => [seconds(ms), of, seq]),
    seqs: marks.map(([, , seq]) => seq),
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}

/** Bounds by 1-2-5 have no decimals to show: `0.5 ms`, `20 ms`, `2 s`. */
function formatTick(ms: number): string {
  if (ms === 0) return '0'
  if (ms < 1000) return `${Number(ms.toPrecision(3))} ms`
  return ms < 120_000 ? `${Number((ms / 1000).toPrecision(3))} s` : formatFigure(ms)
}
