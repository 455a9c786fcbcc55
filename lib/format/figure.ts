import { formatCount } from './count.ts'
import { formatDuration } from './duration.ts'

/** A measured time with three figures: `4.3 ms`, `412 ms`, `2.41 s`, `38.2 s`, `2 m 03 s`; never `0.0`. */
export function formatFigure(ms: number): string {
  if (ms < 0) return `−${formatFigure(-ms)}`
  if (ms === 0) return '0 ms'
  if (ms < 0.05) return '< 0.1 ms'
  if (ms < 9.95) return `${ms.toFixed(1)} ms`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 59_950) return `${(ms / 1000).toPrecision(3)} s`
  return formatDuration(ms)
}

/** A measured number with three figures: `0.42`, `4.2`, `31.2`, `234`, `1,204`. */
export function formatNumber(value: number): string {
  if (value === 0) return '0'
  return value < 99.95 ? String(Number(value.toPrecision(3))) : formatCount(value)
}
