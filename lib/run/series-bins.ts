/** The largest of 1, 2 and 5 times a power of ten that is not above the value. */
export function floor125(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9)
  const lead = value / power + 1e-9
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power
}

/** The next of them after one. */
export function next125(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9)
  const lead = Math.round(value / power)
  return tidy((lead >= 5 ? 10 : lead >= 2 ? 5 : 2) * power)
}

/** The smallest of them that is not below the value. */
export function ceil125(value: number): number {
  const below = tidy(floor125(value))
  return below >= value * (1 - 1e-9) ? below : next125(below)
}

export type Bin = { fromMs: number; toMs: number; count: number }

const leastMs = 0.1

/** How often a gap was how long, in bins whose bounds are 1-2-5. What is shorter than 0.1 ms is in the first. */
export function gapBins(gapsUs: Float64Array, length: number): Bin[] {
  const bounds: number[] = [leastMs]
  const counts: number[] = []
  let bin = 0
  for (let index = 0; index < length; index++) {
    const ms = Math.max(leastMs, (gapsUs[index] ?? 0) / 1000)
    while (ms >= (bounds.at(-1) ?? 0)) bounds.push(next125(bounds.at(-1) ?? leastMs))
    // A gap is seldom far from the one before.
    while (ms < (bounds[bin] ?? 0)) bin--
    while (ms >= (bounds[bin + 1] ?? Infinity)) bin++
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const bins = bounds
    .slice(0, -1)
    .map((fromMs, bin) => ({ fromMs, toMs: bounds[bin + 1] ?? 0, count: counts[bin] ?? 0 }))
  const first = bins.findIndex(({ count }) => count > 0)
  return first === -1 ? [] : bins.slice(first, bins.findLastIndex(({ count }) => count > 0) + 1)
}

/** Without the noise of binary fractions. */
function tidy(value: number): number {
  return Number(value.toPrecision(6))
}
