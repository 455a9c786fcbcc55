const week = 7 * 86_400_000

/** How long ago: `24 s ago`, `2 m ago`, `3 h ago`, `2 d ago`; a date once it is older than a week. */
export function formatRelative(iso: string, now: number): string {
  const at = Date.parse(iso)
  const seconds = Math.max(0, Math.floor((now - at) / 1000))
  if (now - at >= week) return iso.slice(0, 10)
  if (seconds < 1) return 'now'
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  return `${Math.floor(seconds / 86_400)} d ago`
}

/** A point in time in UTC, to the second: `2026-11-24 14:02:11 UTC`. */
export function formatInstant(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
