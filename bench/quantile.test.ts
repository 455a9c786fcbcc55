import assert from 'node:assert/strict'
import { test } from 'node:test'
import { median, quantile } from './quantile.ts'

test('a quantile lies between the values around it, in whatever order they come', () => {
  assert.equal(median([9, 1, 5]), 5)
  assert.equal(median([4, 1, 2, 3]), 2.5)
  assert.equal(quantile([10, 0], 0.25), 2.5)
  assert.deepEqual(
    [0, 1].map((q) => quantile([3, 1, 2], q)),
    [1, 3],
  )
  assert.throws(() => quantile([], 0.5))
})
