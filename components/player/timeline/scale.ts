import type { Zoom } from '../player-state.ts'

/** The narrowest stretch that can be looked at. */
const minMs = 2

/** What is in view: the zoom as far as it lies in the run, else all of it. */
export function viewOf(zoom: Zoom | null, endMs: number): Zoom {
  const whole = { fromMs: 0, toMs: Math.max(endMs, minMs) }
  if (zoom === null || zoom.fromMs >= whole.toMs || zoom.toMs <= zoom.fromMs) return whole
  return { fromMs: Math.max(0, zoom.fromMs), toMs: Math.min(whole.toMs, Math.max(zoom.toMs, zoom.fromMs + minMs)) }
}

/** The view drawn together (`factor` < 1) or apart around a moment, which stays where it is. Null: all of the run. */
export function zoomedAt(view: Zoom, endMs: number, ms: number, factor: number): Zoom | null {
  const span = Math.max(minMs, (view.toMs - view.fromMs) * factor)
  if (span >= endMs) return null
  const share = (ms - view.fromMs) / (view.toMs - view.fromMs)
  return placed(ms - share * span, span, endMs)
}

/** The view moved by a share of its width. */
export function panned(view: Zoom, endMs: number, share: number): Zoom | null {
  const span = view.toMs - view.fromMs
  return span >= endMs ? null : placed(view.fromMs + share * span, span, endMs)
}

/** A stretch with some room on either side. */
export function fitted(fromMs: number, toMs: number, endMs: number): Zoom | null {
  const room = Math.max((toMs - fromMs) * 0.05, minMs)
  const span = toMs - fromMs + 2 * room
  return span >= endMs ? null : placed(fromMs - room, span, endMs)
}

function placed(fromMs: number, span: number, endMs: number): Zoom {
  const from = Math.max(0, Math.min(fromMs, endMs - span))
  return { fromMs: rounded(from), toMs: rounded(from + span) }
}

/** To the microsecond, as the run's clock has it. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000
}

/** Where a moment lies in the view: 0 is its begin, 1 its end. */
export function shareOf(view: Zoom, ms: number): number {
  return (ms - view.fromMs) / (view.toMs - view.fromMs)
}
