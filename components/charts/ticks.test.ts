import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { linearTicks, logTicks, timeLabel, timeTicks } from './ticks.ts'

test('ticks are by 1-2-5, at most five, and hold what is drawn', () => {
  assert.deepEqual(linearTicks(264), [0, 100, 200, 300])
  assert.deepEqual(linearTicks(0), [0, 0.0005])
  assert.deepEqual(logTicks(3, 40), [2, 5, 10, 20, 50])
  assert.deepEqual(logTicks(0.3, 12_000), [0.1, 10, 1000, 100_000])
  fc.assert(
    fc.property(
      fc.double({ min: 1e-3, max: 1e7, noNaN: true }),
      fc.double({ min: 1, max: 1e5, noNaN: true }),
      (least, factor) => {
        const linear = linearTicks(least)
        assert.ok(linear.length <= 5 && (linear.at(-1) ?? 0) >= least * 0.999999, String(linear))
        const log = logTicks(least, least * factor)
        assert.ok(log.length <= 5 && log.length >= 2, String(log))
        assert.ok((log[0] ?? 0) <= least * 1.000001 && (log.at(-1) ?? 0) >= least * factor * 0.999999, String(log))
      },
    ),
  )
})

test('ticks of time divide minutes and hours', () => {
  assert.deepEqual(timeTicks(0, 41_203, 6), [0, 10_000, 20_000, 30_000, 40_000])
  assert.deepEqual(timeTicks(12_100, 12_900, 5), [12_200, 12_400, 12_600, 12_800])
  assert.deepEqual(timeTicks(0, 600_000, 6), [0, 120_000, 240_000, 360_000, 480_000, 600_000])
  assert.deepEqual([0, 250, 12_500, 120_000, 150_000, 4_200_000].map(timeLabel), [
    '0',
    '250 ms',
    '12.5 s',
    '2 m',
    '2 m 30 s',
    '1 h 10 m',
  ])
})
