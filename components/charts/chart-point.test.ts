import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breakLine, nearestPoint, type ChartPoint } from './chart-point.ts'

const points = (...times: number[]): ChartPoint[] => times.map((ms, at) => ({ ms, value: ms, seq: at + 1 }))

test('the nearest point is found on either side, and one without a value never', () => {
  const some = points(10, 20, 40)
  assert.deepEqual(
    [0, 14, 16, 29, 31, 99].map((ms) => nearestPoint(some, ms)),
    [0, 0, 1, 1, 2, 2],
  )
  const holed = some.map((point, at) => (at === 1 ? { ...point, value: null } : point))
  assert.deepEqual(
    [18, 26].map((ms) => nearestPoint(holed, ms)),
    [0, 2],
  )
  assert.equal(nearestPoint([], 5), -1)
})

test('a line leaves off where data is missing', () => {
  const line = breakLine(points(10, 20, 60), [
    { fromMs: 0, toMs: 5 },
    { fromMs: 20, toMs: 50 },
  ])
  assert.deepEqual(
    line.map(({ ms, value }) => [ms, value]),
    [
      [10, 10],
      [20, 20],
      [20, null],
      [60, 60],
    ],
  )
})

test('a line of steps is held until data is missing and taken up after', () => {
  const line = breakLine(points(10, 60), [{ fromMs: 20, toMs: 50 }], { steps: true })
  assert.deepEqual(
    line.map(({ ms, value }) => [ms, value]),
    [
      [10, 10],
      [20, 10],
      [20, null],
      [50, 10],
      [60, 60],
    ],
  )
})
