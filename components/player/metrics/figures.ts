import type { Baseline } from '#lib/api/baseline.ts'
import type { Latency } from '#lib/api/latency.ts'
import type { Run } from '#lib/api/run.ts'
import type { Series } from '#lib/api/series.ts'
import { formatCount, formatCounted } from '#lib/format/count.ts'
import { formatFigure, formatNumber } from '#lib/format/figure.ts'
import { timePerTokenMs, tokensPerSecond } from '#lib/run/pace.ts'
import { baselineWords, shortBaselineWords } from './baseline-words.ts'

/** One number of a run: how it reads, what it means, and the frame that made it. */
export type Figure = {
  label: string
  value: string
  definition: string
  seq: number | null
  /** What stands below it. */
  note: string | null
  /** How it stands to what is usual, in full. */
  usual?: string | null
}

export type Measured = { run: Run; series: Series; latency: Latency | null; baseline: Baseline | null }

/** Every number of a run that is known. Those of time are left out where the run has no clock. */
export function figuresOf(measured: Measured): Figure[] {
  const timed = measured.series.clock !== 'none'
  return [
    ...(timed ? [...times(measured), ...pace(measured)] : []),
    ...amounts(measured),
    ...(timed ? delivery(measured) : []),
  ]
}

function times({ run, series, latency, baseline }: Measured): Figure[] {
  const from =
    run.startedAtBasis === 'first_frame'
      ? 'From the first frame (when it was requested is not known)'
      : 'From the request'
  const first = (label: string, what: string, point: { ms: number; seq: number } | null | undefined): Figure[] =>
    point
      ? [{ label, value: formatFigure(point.ms), definition: `${from} to ${what}.`, seq: point.seq, note: null }]
      : []
  const ttft = latency?.timeToFirstToken ?? null
  return [
    ...(run.durationMs === null
      ? []
      : [
          {
            label: 'Duration',
            value: formatFigure(run.durationMs),
            definition: `${from} to the frame that said how the run ended, or to its last frame while it runs.`,
            seq: series.lastSeq || null,
            ...usual(run.durationMs, baseline?.durationMs, baseline),
          },
        ]),
    ...first('TTFT', 'the first output frame with visible text; empty answers do not count', ttft).map((figure) => ({
      ...figure,
      ...usual(ttft?.ms ?? null, baseline?.ttftMs, baseline),
    })),
    ...first('First byte', 'the first byte of the answer', latency?.timeToFirstByte),
    ...first('First frame', 'the first frame, whatever it says', latency?.timeToFirstFrame),
    ...first('First reasoning', 'the first frame of reasoning', latency?.timeToFirstReasoning),
    ...first('First tool', 'the first frame of a tool call', latency?.timeToFirstTool),
  ]
}

function pace({ run, series, latency, baseline }: Measured): Figure[] {
  const { interToken, stalls } = series
  const { count, minMs, p50Ms, p95Ms, max } = interToken
  const gap = 'Time between output frames of one message; waits for tools are left out'
  const near = (ms: number | null) => nearestGap(series, ms)
  const figure = (
    label: string,
    ms: number | null,
    definition: string,
    seq: number | null,
    against: Pick<Figure, 'note' | 'usual'> = { note: null },
  ) => (ms === null ? [] : [{ label, value: formatFigure(ms), definition: `${gap}. ${definition}`, seq, ...against }])
  const { tokens, estimated } = outputTokens(run, series)
  const ttft = latency?.timeToFirstToken?.ms ?? run.ttftMs
  const each = timePerTokenMs(tokens, ttft, run.durationMs)
  const perSecond = tokensPerSecond(tokens, ttft, run.durationMs)
  const about = estimated ? '≈ ' : ''
  const longest = stalls.list.toSorted((a, b) => b[1] - a[1])[0]
  return [
    ...(p95Ms === null
      ? figure('Inter-token least', minMs, 'The shortest; p95 is told from 20 gaps on.', near(minMs))
      : []),
    ...figure(
      p95Ms === null ? 'Inter-token median' : 'Inter-token p50',
      p50Ms,
      `Half of ${formatCount(count)} are shorter.`,
      near(p50Ms),
      usual(p50Ms, baseline?.itlP50Ms, baseline),
    ),
    ...figure('Inter-token p95', p95Ms, `95 % of ${formatCount(count)} are shorter.`, near(p95Ms)),
    ...figure('Inter-token max', max?.ms ?? null, `The longest of ${formatCount(count)}.`, max?.seq ?? null),
    {
      label: `Stalls ≥ ${formatFigure(stalls.thresholdMs)}`,
      value: stalls.count === 0 ? '0' : `${formatCount(stalls.count)} · ${formatFigure(stalls.totalMs)}`,
      definition: 'Inter-token times of at least two seconds or five times the usual one, whichever is longer.',
      seq: longest?.[2] ?? null,
      ...usual(stalls.count, baseline?.stalls, baseline),
    },
    ...(perSecond === null
      ? []
      : [
          {
            label: 'Output tok/s',
            value: `${about}${formatNumber(perSecond)}`,
            definition: 'Output tokens after the first, over the time from the first output to the end.',
            seq: tokenSeq(series),
            ...(estimated ? { note: null } : usual(perSecond, baseline?.tokensPerSecond, baseline)),
          },
          {
            label: 'Time per token',
            value: `${about}${formatFigure(each ?? 0)}`,
            definition: 'TPOT: from the first output to the end, over the output tokens after the first.',
            seq: tokenSeq(series),
            note: null,
          },
        ]),
  ]
}

function amounts({ run, series }: Measured): Figure[] {
  const reported = (label: string, count: number | null, what: string): Figure[] =>
    count === null
      ? []
      : [
          {
            label,
            value: formatCount(count),
            definition: `${what}, as the upstream reported.`,
            seq: tokenSeq(series),
            note: 'reported',
          },
        ]
  const { tokens, estimated } = outputTokens(run, series)
  const outputFrames = series.counts['output'] ?? 0
  return [
    ...reported('Tokens in', run.inputTokens, 'Tokens that the model read'),
    ...(estimated && tokens !== null
      ? [
          {
            label: 'Tokens out',
            value: `≈ ${formatCount(tokens)}`,
            definition: 'Counted from the visible text with a common tokenizer, because the upstream reported none.',
            seq: tokenSeq(series),
            note: 'estimated',
          },
        ]
      : reported('Tokens out', run.outputTokens, 'Tokens that the model wrote')),
    ...reported('Reasoning tokens', run.reasoningTokens, 'Of the tokens out, those of reasoning'),
    ...reported('Cached tokens', run.cachedTokens, 'Of the tokens in, those read from a cache'),
    ...(run.cost === null
      ? []
      : [
          {
            label: 'Cost',
            value: `${run.cost.currency === 'USD' ? '$' : `${run.cost.currency} `}${Number(run.cost.amount.toPrecision(6))}`,
            definition: 'As the upstream reported it.',
            seq: tokenSeq(series),
            note: 'reported',
          },
        ]),
    {
      label: 'Output frames',
      value: formatCount(outputFrames),
      definition: 'Stored frames with output of the model. Frames are not tokens: one may carry many, or none.',
      seq: null,
      note:
        tokens !== null || outputFrames === 0
          ? null
          : series.tokensPending
            ? 'tokens are counted …'
            : 'frames ≠ tokens',
    },
    {
      label: 'Frames',
      value: formatCount(series.lastSeq),
      definition: 'Everything that was stored, comments and heartbeats too.',
      seq: series.lastSeq || null,
      note: null,
    },
    {
      label: 'Tool calls',
      value: formatCount(run.toolCount),
      definition: 'Calls of tools that frames told of.',
      seq: null,
      note: run.toolErrorCount > 0 ? `${formatCount(run.toolErrorCount)} failed` : null,
    },
    {
      label: 'Gaps',
      value: formatCount(run.gapCount),
      definition: 'Stretches that were not received. No figure counts them as waiting.',
      seq: series.breaks[0]?.[2] ?? null,
      note: null,
    },
  ]
}

function delivery({ series: { lag, bursts } }: Measured): Figure[] {
  if (lag === null) return []
  const first = bursts.list[0]
  return [
    {
      label: 'Delivery lag max',
      value: formatFigure(lag.max.ms),
      definition:
        'From the upstream’s clock to ours, over frames that have both. The difference of the clocks is in it.',
      seq: lag.max.seq,
      note: `p50 ${formatFigure(lag.p50Ms)}${lag.p95Ms === null ? '' : `, p95 ${formatFigure(lag.p95Ms)}`}`,
    },
    {
      label: 'Bursts',
      value: formatCount(bursts.count),
      definition: 'Frames that arrived together although they were emitted apart: something on the way held them back.',
      seq: first?.fromSeq ?? null,
      note: bursts.count === 0 ? null : formatCounted(bursts.frames, 'frame'),
    },
  ]
}

/** What buffered frames look like, in one sentence; null where there are none. */
export function burstWords({ bursts }: Series): string | null {
  const [longest] = bursts.list
  if (!longest) return null
  const { fromSeq, toSeq, emittedMs, receivedMs } = longest
  const count = formatCounted(bursts.count, 'burst')
  return (
    `A proxy on the way seems to have buffered: ${formatCounted(bursts.frames, 'frame')} arrived in ${count}. ` +
    `Frames ${formatCount(fromSeq)} to ${formatCount(toSeq)} were emitted over ${formatFigure(emittedMs)} ` +
    `and arrived within ${formatFigure(receivedMs)}.`
  )
}

/** Output tokens: reported if they were, else estimated; never one mixed with the other. */
export function outputTokens(run: Run, { tokens }: Series): { tokens: number | null; estimated: boolean } {
  if (run.outputTokens !== null) return { tokens: run.outputTokens, estimated: run.tokensEstimated }
  return tokens === null
    ? { tokens: null, estimated: false }
    : { tokens: tokens.total, estimated: tokens.basis === 'estimated' }
}

/** The frame that told of the tokens, or the last that was counted. */
export function tokenSeq({ tokens }: Series): number | null {
  return tokens?.steps.at(-1)?.[2] ?? null
}

/** The frame whose gap is nearest to a quantile: a number that lies between two frames leads to the closer one. */
export function nearestGap({ interToken }: Series, ms: number | null): number | null {
  if (ms === null) return null
  let best: Series['interToken']['dots'][number] | null = null
  for (const dot of interToken.dots) if (!best || Math.abs(dot[1] - ms) < Math.abs(best[1] - ms)) best = dot
  return best?.[2] ?? null
}

function usual(
  value: number | null,
  median: Baseline['ttftMs'] | undefined,
  baseline: Baseline | null,
): { note: string | null; usual: string | null } {
  return {
    note: shortBaselineWords(value, median ?? null),
    usual: baselineWords(value, median ?? null, baseline?.runs ?? 0),
  }
}
