import type { Baseline } from '#lib/api/baseline.ts'
import { formatNumber } from '#lib/format/figure.ts'

type Median = Baseline['ttftMs']

/** How a figure stands to what is usual: `1.9× the median of the last 50 runs (n=50)`; null where nothing is usual. */
export function baselineWords(value: number | null, median: Median, runs: number): string | null {
  if (value === null || median === null) return null
  const usual = `the median of the last ${runs} runs`
  if (median.median === 0) return value === 0 ? `as ${usual} (n=${median.runs})` : `${usual} is 0 (n=${median.runs})`
  return `${times(value, median.median)} ${usual} (n=${median.runs})`
}

/** The same where there is little room: `1.9× median of 50`. */
export function shortBaselineWords(value: number | null, median: Median): string | null {
  if (value === null || median === null || median.median === 0) return null
  return `${times(value, median.median)} median of ${median.runs}`
}

function times(value: number, median: number): string {
  const ratio = value / median
  return `${ratio >= 0.1 && ratio < 10 ? ratio.toFixed(1) : formatNumber(ratio)}×`
}
