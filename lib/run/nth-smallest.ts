const buckets = 1024
const fewEnough = 4096

/**
 * The value at place `n` (from 0) of the first `count` values in order, without sorting them all: whoever waits for a
 * quantile of a million values would else wait a tenth of a second for everybody. No value may be NaN.
 */
export function nthSmallest(values: Float64Array, count: number, n: number): number {
  let part = values.subarray(0, count)
  let place = n
  for (;;) {
    let least = Infinity
    let most = -Infinity
    for (const value of part) {
      if (value < least) least = value
      if (value > most) most = value
    }
    if (least === most) return least
    const scale = buckets / (most - least)
    // Few are sorted, and so are those that are too close to each other, or too far apart, to be told by arithmetic.
    if (part.length <= fewEnough || !Number.isFinite(scale) || scale === 0)
      return part.slice().sort()[place] ?? Number.NaN
    const bucketOf = (value: number) => Math.min(buckets - 1, Math.floor((value - least) * scale))
    const counts = new Uint32Array(buckets)
    for (const value of part) counts[bucketOf(value)] = (counts[bucketOf(value)] ?? 0) + 1
    let bucket = 0
    while (place >= (counts[bucket] ?? 0)) place -= counts[bucket++] ?? 0
    part = part.filter((value) => bucketOf(value) === bucket)
  }
}
