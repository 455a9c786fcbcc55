import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nthSmallest } from './nth-smallest.ts'

test('the value at a place is the one that sorting puts there', () => {
  const value = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.double({ noNaN: true, noDefaultInfinity: true }))
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 50 }), fc.nat(), fc.boolean(), (some, at, isLong) => {
      const given = isLong ? Array.from({ length: 9000 }, (_, index) => some[(index * 7) % some.length] ?? 0) : some
      const n = at % given.length
      const values = Float64Array.from([...given, -1e300, 1e300])
      // -0 is 0 here.
      assert.ok(nthSmallest(values, given.length, n) === Float64Array.from(given).sort()[n])
    }),
    { numRuns: 300 },
  )
})
