import { ceil125, floor125, next125 } from '#lib/run/series-bins.ts'

/** At most `most` ticks from zero to a value or just above it, at 1-2-5 steps. */
export function linearTicks(greatest: number, most = 5): number[] {
  const step = ceil125(Math.max(greatest, 1e-3) / (most - 1))
  const ticks = [0]
  while ((ticks.at(-1) ?? 0) < greatest) ticks.push(tidy(ticks.length * step))
  return ticks.length === 1 ? [0, step] : ticks
}

/** Ticks of a log scale around two values: 1-2-5 if at most `most` fit, else every so many powers of ten. */
export function logTicks(least: number, greatest: number, most = 5): number[] {
  const fine = [tidy(floor125(least))]
  while ((fine.at(-1) ?? 0) < greatest) fine.push(next125(fine.at(-1) ?? 1))
  if (fine.length === 1) fine.push(next125(least))
  if (fine.length <= most) return fine
  const first = Math.floor(Math.log10(least) + 1e-9)
  const last = Math.ceil(Math.log10(greatest) - 1e-9)
  const every = Math.max(1, Math.ceil((last - first) / (most - 1)))
  const ticks: number[] = []
  for (let power = first; power < last + every; power += every) ticks.push(tidy(10 ** power))
  return ticks
}

// From 1 ms on by 1-2-5, from a minute on by what divides minutes and hours.
const longSteps = [60, 120, 300, 600, 1200, 1800, 3600, 7200, 18_000, 36_000, 86_400].map((seconds) => seconds * 1000)

/** How far ticks of so much time in ms are apart, if there are at most `most`. */
export function timeStep(spanMs: number, most: number): number {
  const least = Math.max(spanMs, 1e-3) / Math.max(1, most - 1)
  const fine = ceil125(least)
  return fine <= 20_000 ? fine : (longSteps.find((each) => each >= least) ?? fine)
}

/** Ticks of a stretch of time in ms, at most `most`. */
export function timeTicks(fromMs: number, toMs: number, most: number): number[] {
  const step = timeStep(toMs - fromMs, most)
  const ticks: number[] = []
  for (let tick = Math.ceil(fromMs / step - 1e-9); tick * step <= toMs; tick++) ticks.push(tidy(tick * step))
  return ticks
}

/** A tick of a time axis: `0`, `250 ms`, `12.5 s`, `2 m`, `2 m 30 s`, `1 h 10 m`. */
export function timeLabel(ms: number): string {
  if (ms === 0) return '0'
  if (ms < 1000) return `${tidy(ms)} ms`
  const seconds = tidy(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const whole = Math.floor(seconds)
  const [large, unit, rest, restUnit] =
    whole < 3600
      ? [Math.floor(whole / 60), 'm', tidy(seconds % 60), 's']
      : [Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'm']
  return rest === 0 ? `${large} ${unit}` : `${large} ${unit} ${rest} ${restUnit}`
}

/** Without the noise of binary fractions. */
function tidy(value: number): number {
  return Number(value.toPrecision(9))
}
