/** A duration for people: `412 ms`, `38.2 s`, `2 m 03 s`, `1 h 04 m`, `2 d 03 h`. */
export function formatDuration(ms: number): string {
  const value = Math.max(0, ms)
  if (value > 0 && value < 1) return '< 1 ms'
  if (Math.round(value) < 1000) return `${Math.round(value)} ms`
  if (value < 59_950) return `${(value / 1000).toFixed(1)} s`
  return formatSeconds(value)
}

/** The same in whole seconds, for counters that run: `0 s`, `24 s`, `1 m 21 s`. */
export function formatSeconds(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'm', seconds % 60, 's')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 1440) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'm')
  const hours = Math.floor(minutes / 60)
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return `${large} ${largeUnit} ${String(small).padStart(2, '0')} ${smallUnit}`
}
