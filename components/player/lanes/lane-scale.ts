/** The stretch of a run that is drawn, in ms on its clock, or in frames where it has none. */
export type LaneScale = { unit: 'ms' | 'frames'; from: number; to: number }

type Extent = { clock: 'received' | 'emitted' | 'none'; lastSeq: number; durationMs: number; live: boolean }

/** The whole run, or the stretch zoomed to. */
export function laneScale(
  { clock, lastSeq, durationMs, live }: Extent,
  zoom: { fromMs: number; toMs: number } | null,
): LaneScale {
  if (clock === 'none') return { unit: 'frames', from: 1, to: Math.max(2, lastSeq) }
  if (zoom !== null && zoom.toMs > zoom.fromMs) return { unit: 'ms', from: zoom.fromMs, to: zoom.toMs }
  return { unit: 'ms', from: 0, to: wholeMs(durationMs, live) }
}

/** How long the axis of a run is: a running one gets room up to the next tick, so that the scale seldom moves. */
export function wholeMs(lengthMs: number, live: boolean): number {
  const length = Math.max(1, lengthMs)
  const step = tickStep(length, 8)
  return live ? Math.max(step, Math.ceil(length / step) * step) : length
}

/** Where a value lies, 0 at the begin and 1 at the end; outside of that where it is not drawn. */
export function shareOf(scale: LaneScale, value: number): number {
  return (value - scale.from) / (scale.to - scale.from)
}

export function valueAt(scale: LaneScale, share: number): number {
  return scale.from + Math.max(0, Math.min(1, share)) * (scale.to - scale.from)
}

/** Round values for the axis, in steps of 1, 2 or 5 times a power of ten (of seconds, minutes and hours above one). */
export function ticks(scale: LaneScale, most: number): { step: number; values: number[] } {
  const length = scale.to - scale.from
  const step = scale.unit === 'ms' ? tickStep(length, most) : decimalStep(length, most)
  const values: number[] = []
  for (let at = Math.ceil(scale.from / step); at * step <= scale.to; at += 1) values.push(at * step)
  // Frames are counted from one.
  return { step, values: scale.unit === 'frames' ? values.filter((value) => value > 0) : values }
}

const minute = 60_000
const longSteps = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1440].map((minutes) => minutes * minute)

function tickStep(lengthMs: number, most: number): number {
  if (lengthMs / most <= 30_000) return decimalStep(lengthMs, most, [1, 2, 5, 10])
  return longSteps.find((step) => lengthMs / step <= most) ?? decimalStep(lengthMs / 86_400_000, most) * 86_400_000
}

function decimalStep(length: number, most: number, factors: readonly number[] = [1, 2, 5, 10]): number {
  const least = Math.max(length / Math.max(1, most), 1)
  const power = 10 ** Math.floor(Math.log10(least))
  const factor = factors.find((candidate) => candidate * power >= least) ?? 10
  return factor * power
}

/** A tick's words: `0`, `250 ms`, `5 s`, `2:30`, `1 h 05`; frames by their number. */
export function tickLabel(value: number, { unit }: LaneScale, step: number): string {
  if (unit === 'frames') return `#${String(value).replace(/\B(?=(?:\d{3})+$)/g, ',')}`
  if (value === 0) return '0'
  if (step < 1000 && value < 1000) return `${value} ms`
  if (step < minute && value < minute) return `${Number((value / 1000).toFixed(3))} s`
  const seconds = value / 1000
  const whole = Math.floor(seconds)
  const fraction = step < 1000 ? `.${String(Math.round(value % 1000)).padStart(3, '0')}` : ''
  if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)}${fraction}`
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${fraction}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** The scale zoomed by a factor around a share of it; null where the whole run is in view again. */
export function zoomed(
  scale: LaneScale,
  { share, factor, lengthMs }: { share: number; factor: number; lengthMs: number },
): { fromMs: number; toMs: number } | null {
  const width = Math.max(10, (scale.to - scale.from) * factor)
  if (width >= lengthMs) return null
  const at = valueAt(scale, share)
  const fromMs = Math.max(0, Math.min(at - share * width, lengthMs - width))
  return { fromMs: Math.round(fromMs), toMs: Math.round(fromMs + width) }
}

/** The scale moved by a share of itself, within the run. */
export function panned(scale: LaneScale, by: number, lengthMs: number): { fromMs: number; toMs: number } {
  const width = scale.to - scale.from
  const fromMs = Math.max(0, Math.min(scale.from + by * width, Math.max(0, lengthMs - width)))
  return { fromMs: Math.round(fromMs), toMs: Math.round(fromMs + width) }
}
