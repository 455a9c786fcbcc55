// Bucket i holds gaps from 2^(i/16) to 2^((i+1)/16) µs, so a quantile is off by at most 2.2 %. Histograms of many runs add up.

const PER_OCTAVE = 16

/** Counts by bucket number; plain JSON. */
export type GapHistogram = { [bucket: string]: number }

/** Counts one gap, in place. */
export function addGap(histogram: GapHistogram, us: number): void {
  const bucket = bucketOf(us)
  histogram[bucket] = (histogram[bucket] ?? 0) + 1
}

/** The histogram of many gaps at once. */
export function histogramOf(gapsUs: Float64Array): GapHistogram {
  const counts: number[] = []
  for (const us of gapsUs) {
    const bucket = bucketOf(us)
    counts[bucket] = (counts[bucket] ?? 0) + 1
  }
  return Object.fromEntries(Object.entries(counts))
}

function bucketOf(us: number): number {
  return us < 1 ? 0 : Math.floor(Math.log2(us) * PER_OCTAVE)
}

/** The value in µs below which a share `q` (0–1) of the gaps lies, or null if there is none. */
export function gapQuantile(histogram: GapHistogram, q: number): number | null {
  const buckets = Object.entries(histogram)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .sort((a, b) => a.bucket - b.bucket)
  const total = buckets.reduce((sum, { count }) => sum + count, 0)
  let rest = Math.ceil(q * total)
  for (const { bucket, count } of buckets) {
    rest -= count
    if (rest <= 0) return 2 ** ((bucket + 0.5) / PER_OCTAVE)
  }
  return null
}
