import type { CallNode } from '#lib/run/waterfall.ts'
import { toCsv } from '#components/charts/csv.ts'

const columns = [
  'name',
  'status',
  'start_frame',
  'end_frame',
  'start_ms',
  'duration_ms',
  'arguments',
  'result',
  'error',
] as const

/** Calls as CSV, times in milliseconds from the run's start. */
export function callsCsv(calls: readonly CallNode[]): string {
  return toCsv(
    columns,
    calls.map(({ name, status, startSeq, endSeq, fromMs, durationMs, asked, gave, error }) => [
      name,
      status,
      startSeq,
      endSeq,
      fromMs,
      durationMs,
      asked,
      gave,
      error,
    ]),
  )
}
