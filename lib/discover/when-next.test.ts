import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextReadMs } from './when-next.ts'

const middle = () => 0.5
const next = (failures: number, afterMs: number | null = null) =>
  nextReadMs('runs', { failures, afterMs }, middle) / 1000

test('lists are read about every 30 s, usage every 5 minutes, never all at one moment', () => {
  assert.equal(next(0), 30)
  assert.equal(nextReadMs('usage', { failures: 0, afterMs: null }, middle), 300_000)
  assert.deepEqual(
    [0, 1].map((value) => nextReadMs('runs', { failures: 0, afterMs: null }, () => value)),
    [24_000, 36_000],
  )
})

test('each failure doubles the wait up to 5 minutes, and what the upstream asks for is honoured beyond', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 50].map((failures) => next(failures)),
    [60, 120, 240, 300, 300],
  )
  assert.deepEqual([next(1, 5_000), next(1, 900_000)], [60, 900])
})
