import type { Clock } from '#lib/api/run.ts'
import { kindCode } from '#lib/dialects/kind.ts'
import { clockTimes, type Columns } from './series-columns.ts'

/** The time that a tool call was open, in µs on the run's clock. */
export type Span = { fromUs: number; toUs: number }

/** Inter-token gaps in the order of frames: when each ended, how long it was, and the frame that ended it. */
export type Gaps = { length: number; endUs: Float64Array; us: Float64Array; seqs: Uint32Array }

const minStallMs = 2000

/**
 * Inter-token time: from an output frame to the next of the same message. Anything else in between (reasoning, a tool,
 * missing data) begins anew; while a call is open it is tool wait and not the model's pace. Where we read by our own
 * clock, a frame of the backlog tells nothing of time.
 */
export function interTokenGaps(
  columns: Columns,
  { clock, tools, firstOutputSeq }: { clock: Clock | null; tools: readonly Span[]; firstOutputSeq: number | null },
): Gaps {
  const times = clockTimes(columns, clock)
  const gaps = { endUs: new Float64Array(columns.length), us: new Float64Array(columns.length) }
  const seqs = new Uint32Array(columns.length)
  if (times === null) return { length: 0, ...gaps, seqs }
  const open = mergeSpans(tools)
  const untimed = clock !== 'emitted'
  let count = 0
  let place = 0
  let before = Number.NaN
  for (let at = (firstOutputSeq ?? 1) - 1; at < columns.length; at++) {
    const kind = columns.kinds[at]
    if (kind === reasoning || kind === tool || kind === gap) before = Number.NaN
    if (kind !== output) continue
    const us = untimed && columns.backlog[at] === 1 ? Number.NaN : (times[at] ?? Number.NaN)
    const length = us - before
    // Frames come in order of time, so the spans that are over by then stay over.
    while ((open[place]?.toUs ?? Infinity) <= before) place++
    if (length >= 0 && !((open[place]?.fromUs ?? Infinity) < us)) {
      gaps.endUs[count] = us
      gaps.us[count] = length
      seqs[count++] = at + 1
    }
    before = us
  }
  return { length: count, ...gaps, seqs }
}

/** From how many ms on a gap is a stall: two seconds, or five times the usual gap where that is longer. */
export function stallThresholdMs(p50Ms: number | null): number {
  return Math.max(minStallMs, 5 * (p50Ms ?? 0))
}

/** Spans in order, those that overlap made one. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans.toSorted((a, b) => a.fromUs - b.fromUs)) {
    const last = merged.at(-1)
    if (last && span.fromUs <= last.toUs) last.toUs = Math.max(last.toUs, span.toUs)
    else merged.push({ ...span })
  }
  return merged
}

const output = kindCode('output')
const reasoning = kindCode('reasoning')
const tool = kindCode('tool')
const gap = kindCode('gap')
