import type { CallNode } from '#lib/run/waterfall.ts'

const columns = ['name', 'status', 'start_frame', 'end_frame', 'start_ms', 'duration_ms', 'arguments', 'error'] as const

/** Calls as CSV (RFC 4180), times in milliseconds from the run's start. */
export function callsCsv(calls: readonly CallNode[]): string {
  const lines = calls.map(({ name, status, startSeq, endSeq, fromMs, durationMs, detail, error }) =>
    [name, status, startSeq, endSeq, fromMs, durationMs, detail, error].map(cell).join(','),
  )
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`
}

/** Text that a spreadsheet would read as a formula is set off: it comes from another program. */
function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
