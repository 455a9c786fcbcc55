import type { Clock } from '#lib/api/run.ts'
import { kindCode } from '#lib/dialects/kind.ts'
import { clockTimes, type Columns } from './series-columns.ts'

/** The frames that a tool call was open from and to. */
export type Span = { fromSeq: number; toSeq: number }

/** Inter-token gaps in the order of frames: when each ended, how long it was, and the frame that ended it. */
export type Gaps = { length: number; endUs: Float64Array; us: Float64Array; seqs: Uint32Array }

const minStallMs = 2000

/** From how many gaps on a 95th percentile says anything. */
export const leastForP95 = 20

/** The gaps of a run, by the definition that is in inter-token.ts. */
export function interTokenGaps(
  columns: Columns,
  { clock, tools, firstOutputSeq }: { clock: Clock | null; tools: readonly Span[]; firstOutputSeq: number | null },
): Gaps {
  const times = clockTimes(columns, clock)
  const gaps = { endUs: new Float64Array(columns.length), us: new Float64Array(columns.length) }
  const seqs = new Uint32Array(columns.length)
  if (times === null)
    return { length: 0, endUs: new Float64Array(0), us: new Float64Array(0), seqs: new Uint32Array(0) }
  const open = mergeSpans(tools)
  const untimed = clock !== 'emitted'
  let count = 0
  let place = 0
  let before = Number.NaN
  let beforeSeq = 0
  for (let at = (firstOutputSeq ?? 1) - 1; at < columns.length; at++) {
    const kind = columns.kinds[at]
    if (kind === reasoning || kind === tool || kind === result || kind === gap) before = Number.NaN
    if (kind !== output) continue
    const us = untimed && columns.backlog[at] === 1 ? Number.NaN : (times[at] ?? Number.NaN)
    const length = us - before
    // Frames come in order, so the calls that are over by the one before stay over.
    while ((open[place]?.toSeq ?? Infinity) <= beforeSeq) place++
    if (length >= 0 && !((open[place]?.fromSeq ?? Infinity) <= at)) {
      gaps.endUs[count] = us
      gaps.us[count] = length
      seqs[count++] = at + 1
    }
    before = us
    beforeSeq = at + 1
  }
  return {
    length: count,
    endUs: gaps.endUs.slice(0, count),
    us: gaps.us.slice(0, count),
    seqs: seqs.slice(0, count),
  }
}

/** From how many ms on a gap is a stall: two seconds, or five times the usual gap where that is longer. */
export function stallThresholdMs(p50Ms: number | null): number {
  return Math.max(minStallMs, 5 * (p50Ms ?? 0))
}

/** Spans in order, those that overlap made one. */
function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans.toSorted((a, b) => a.fromSeq - b.fromSeq)) {
    const last = merged.at(-1)
    if (last && span.fromSeq <= last.toSeq) last.toSeq = Math.max(last.toSeq, span.toSeq)
    else merged.push({ ...span })
  }
  return merged
}

const output = kindCode('output')
const reasoning = kindCode('reasoning')
const tool = kindCode('tool')
const result = kindCode('result')
const gap = kindCode('gap')
