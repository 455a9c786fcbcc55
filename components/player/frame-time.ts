import type { Frame } from '#lib/api/frame.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { formatOffset } from '#lib/format/offset.ts'
import type { TimeMode } from './player-state.ts'

export const timeModeLabels: Record<TimeMode, string> = { offset: 'offset', delta: 'delta', local: 'local', utc: 'UTC' }

/** A frame's time in the column's mode; `–` where the run has no clock. */
export function frameTime(frame: Frame, previous: Frame | undefined, mode: TimeMode): string {
  switch (mode) {
    case 'offset':
      return frame.offsetMs === null ? '–' : formatOffset(frame.offsetMs)
    case 'delta': {
      const ms = gapBefore(frame, previous)
      return ms === null ? '–' : ms < 0.5 ? '0 ms' : formatDuration(ms)
    }
    case 'local':
      return localTime(frame.receivedAt)
    case 'utc':
      return frame.receivedAt.slice(11, 23)
    default:
      return mode satisfies never
  }
}

/** All times of a frame, a line each. */
export function everyTime(frame: Frame, previous: Frame | undefined): string {
  return [
    `offset ${frameTime(frame, previous, 'offset')}`,
    `delta ${frameTime(frame, previous, 'delta')}`,
    `local ${localIso(frame.receivedAt)}`,
    `UTC ${frame.receivedAt}`,
  ].join('\n')
}

/** Time since the frame before, on the run's clock; null where it is not known. */
export function gapBefore(frame: Frame, previous: Frame | undefined): number | null {
  if (frame.seq === 1) return frame.offsetMs
  if (previous === undefined || frame.offsetMs === null || previous.offsetMs === null) return null
  return Math.max(0, frame.offsetMs - previous.offsetMs)
}

/** Width of the gap bar in px, log scaled: 1 ms is 1 px, 5 s fills the 22 px. */
export function gapWidth(ms: number): number {
  return ms < 1 ? 1 : Math.max(1, Math.min(22, Math.log10(ms) * 6))
}

/** `2026-11-24 14:02:49.540 118 UTC`: microseconds set apart so that they can be read. */
export function exactTime(iso: string): string {
  const [date = '', time = ''] = iso.replace('Z', '').split('T')
  const [clock = '', fraction = ''] = time.split('.')
  return `${date} ${clock}.${fraction.slice(0, 3)} ${fraction.slice(3, 6)}`.trimEnd() + ' UTC'
}

const two = (value: number) => String(value).padStart(2, '0')

function localTime(iso: string): string {
  const at = new Date(iso)
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')
  return `${clock}.${String(at.getMilliseconds()).padStart(3, '0')}`
}

/** ISO 8601 in the browser's zone, with its offset. */
function localIso(iso: string): string {
  const at = new Date(iso)
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  const east = -at.getTimezoneOffset()
  const zone = `${east < 0 ? '-' : '+'}${two(Math.floor(Math.abs(east) / 60))}:${two(Math.abs(east) % 60)}`
  return `${date}T${localTime(iso)}${zone}`
}
