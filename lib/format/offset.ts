/** Time since the start of a run, to the millisecond: `+38.214`, `+2:03.118`, `+1:02:03.118`. */
export function formatOffset(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${formatClock(Math.abs(ms))}`
}

/** The same without its sign, for a position out of a duration: `38.214`, `2:03.118`. */
export function formatClock(ms: number): string {
  const whole = Math.round(ms)
  const fraction = String(whole % 1000).padStart(3, '0')
  const seconds = Math.floor(whole / 1000)
  if (seconds < 60) return `${seconds}.${fraction}`
  const minutes = Math.floor(seconds / 60)
  const tail = `${two(seconds % 60)}.${fraction}`
  return minutes < 60 ? `${minutes}:${tail}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${tail}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
