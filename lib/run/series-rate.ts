import type { Mark, Series } from '#lib/api/series.ts'
import { kindCode } from '#lib/dialects/kind.ts'
import { ceil125 } from './series-bins.ts'
import type { Columns } from './series-columns.ts'
import type { Window } from './series-thin.ts'

const leastStepMs = 10
const framesEach = 2

/**
 * Frames a second in at most `slices` equal slices of a window, and no more than a run of so few frames fills. A slice of
 * which nothing was recorded is null.
 */
export function frameRate(
  columns: Columns,
  { times, startedUs }: { times: Float64Array; startedUs: number },
  breaks: readonly Mark[],
  { fromMs, toMs }: Window,
  slices: number,
): Series['rate'] {
  const most = Math.min(slices, Math.max(10, columns.length / framesEach))
  const stepMs = Math.max(leastStepMs, ceil125(Math.max(1, toMs - fromMs) / most))
  const startMs = Math.floor(fromMs / stepMs) * stepMs
  const length = Math.max(1, Math.floor((toMs - startMs) / stepMs) + 1)
  const counts = new Float64Array(length)
  const seqs: (number | null)[] = Array.from({ length }, () => null)
  for (let at = 0; at < columns.length; at++) {
    const ms = ((times[at] ?? Number.NaN) - startedUs) / 1000
    if (!(ms >= fromMs && ms <= toMs) || columns.kinds[at] === gap) continue
    const slice = Math.floor((ms - startMs) / stepMs)
    counts[slice] = (counts[slice] ?? 0) + 1
    seqs[slice] ??= at + 1
  }
  const isMissing = (slice: number) => {
    const from = startMs + slice * stepMs
    return breaks.some(([begin, end]) => begin <= from && end >= from + stepMs)
  }
  return {
    startMs,
    stepMs,
    perSecond: Array.from(counts, (count, slice) => (count === 0 && isMissing(slice) ? null : (count * 1000) / stepMs)),
    seqs,
  }
}

const gap = kindCode('gap')
