import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addGap, gapQuantile, type GapHistogram } from './gap-histogram.ts'

function histogramOf(gaps: readonly number[]): GapHistogram {
  const histogram: GapHistogram = {}
  for (const gap of gaps) addGap(histogram, gap)
  return histogram
}

/** The smallest value with at least this share of all at or below it. */
function exactQuantile(gaps: readonly number[], q: number): number {
  return gaps.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * gaps.length) - 1)] as number
}

const gap = fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 10 ** 12 }))

test('a quantile is off by at most 2.3 % of its value', () => {
  const share = fc.constantFrom(0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1)
  fc.assert(
    fc.property(fc.array(gap, { minLength: 1, maxLength: 200 }), share, (gaps, q) => {
      const exact = exactQuantile(gaps, q)
      const estimate = gapQuantile(histogramOf(gaps), q) as number
      assert.ok(Math.abs(estimate - exact) <= 0.023 * exact, `${estimate} for ${exact}`)
    }),
    { numRuns: 1000 },
  )
})

test('no gaps have no quantile', () => {
  assert.equal(gapQuantile({}, 0.5), null)
})

test('gaps of no time at all are counted', () => {
  const histogram = histogramOf([0, 0, 0, 0.4])
  assert.deepEqual(histogram, { 0: 4 })
  assert.ok((gapQuantile(histogram, 0.5) as number) < 1.1)
})

test('histograms of two runs add up to the histogram of both', () => {
  fc.assert(
    fc.property(fc.array(gap), fc.array(gap), (a, b) => {
      const sum = histogramOf(a)
      for (const [bucket, count] of Object.entries(histogramOf(b))) sum[bucket] = (sum[bucket] ?? 0) + count
      assert.deepEqual(sum, histogramOf([...a, ...b]))
    }),
  )
})

test('a histogram reads the same after JSON, whatever the order of its keys', () => {
  const histogram = histogramOf([3, 900_000, 41_000, 41_000, 5_000_000])
  const copy = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(histogram).toReversed()))) as GapHistogram
  for (const q of [0.1, 0.5, 0.95]) assert.equal(gapQuantile(copy, q), gapQuantile(histogram, q))
})
