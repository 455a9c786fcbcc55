export type Window = { fromMs: number; toMs: number }

/** Marks to be drawn: when each is, NaN where that is not known, and how high. */
export type Marks = { us: Float64Array; values: Float64Array }

/**
 * Which of some marks are drawn of a window on so many pixels: at most two each, the least and the greatest, so that
 * no extreme is lost. Fewer than that are all drawn. Marks whose time is NaN are not.
 */
export function thin({ us, values }: Marks, startedUs: number, { fromMs, toMs }: Window, pixels: number): number[] {
  const all: number[] = []
  const least = new Int32Array(pixels).fill(-1)
  const greatest = new Int32Array(pixels).fill(-1)
  const low = new Float64Array(pixels).fill(Infinity)
  const high = new Float64Array(pixels).fill(-Infinity)
  const width = (toMs - fromMs) / pixels || 1
  let seen = 0
  for (let index = 0; index < us.length; index++) {
    const ms = ((us[index] ?? Number.NaN) - startedUs) / 1000
    if (!(ms >= fromMs && ms <= toMs)) continue
    if (++seen <= 2 * pixels) all.push(index)
    const pixel = Math.min(pixels - 1, Math.floor((ms - fromMs) / width))
    const value = values[index] ?? 0
    if (value < (low[pixel] ?? 0)) {
      low[pixel] = value
      least[pixel] = index
    }
    if (value > (high[pixel] ?? 0)) {
      high[pixel] = value
      greatest[pixel] = index
    }
  }
  if (seen <= 2 * pixels) return all
  const kept = new Set<number>()
  for (const index of [...least, ...greatest]) if (index >= 0) kept.add(index)
  return [...kept].toSorted((a, b) => a - b)
}
