import { formatCount } from '#lib/format/count.ts'
import { ceil125 } from '#lib/run/series-bins.ts'
import { timeLabel, timeStep, timeTicks } from '#components/charts/ticks.ts'
import type { Zoom } from '../player-state.ts'
import { viewOf } from '../timeline/scale.ts'

/** The stretch of a run that is drawn, in ms on its clock, or in frames where it has none. */
export type LaneScale = { unit: 'ms' | 'frames'; from: number; to: number }

type Extent = { clock: 'received' | 'emitted' | 'none'; lastSeq: number; durationMs: number; live: boolean }

/** The whole run, or the stretch zoomed to. */
export function laneScale({ clock, lastSeq, durationMs, live }: Extent, zoom: Zoom | null): LaneScale {
  if (clock === 'none') return { unit: 'frames', from: 1, to: Math.max(2, lastSeq) }
  const { fromMs, toMs } = viewOf(zoom, wholeMs(durationMs, live))
  return { unit: 'ms', from: fromMs, to: toMs }
}

/** How long the axis of a run is: a running one gets room up to the next tick, so that the scale seldom moves. */
export function wholeMs(lengthMs: number, live: boolean): number {
  const length = Math.max(1, lengthMs)
  const step = timeStep(length, 8)
  return live ? Math.max(step, Math.ceil(length / step) * step) : length
}

/** Where a value lies, 0 at the begin and 1 at the end; outside of that where it is not drawn. */
export function shareOf(scale: LaneScale, value: number): number {
  return (value - scale.from) / (scale.to - scale.from)
}

export function valueAt(scale: LaneScale, share: number): number {
  return scale.from + Math.max(0, Math.min(1, share)) * (scale.to - scale.from)
}

/** How many ticks an axis of so many pixels has room for. */
export function tickCount(width: number): number {
  return Math.max(2, Math.min(10, Math.floor(width / 64)))
}

/** Round values for the axis, at most `most`: times, or frame numbers. */
export function ticks({ unit, from, to }: LaneScale, most: number): number[] {
  if (unit === 'ms') return timeTicks(from, to, most)
  const step = Math.max(1, ceil125((to - from) / Math.max(1, most - 1)))
  const first = Math.max(1, Math.ceil(from / step))
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, at) => (first + at) * step)
}

/** A tick's words: `500 ms`, `5 s`, `2 m 30 s`; frames by their number. */
export function tickLabel(value: number, { unit }: LaneScale): string {
  return unit === 'frames' ? `#${formatCount(value)}` : timeLabel(value)
}
