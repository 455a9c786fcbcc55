import assert from 'node:assert/strict'
import { test } from 'node:test'
import { laneScale, shareOf, tickLabel, ticks, valueAt, type LaneScale } from './lane-scale.ts'

const closed = { clock: 'received', lastSeq: 4812, durationMs: 41_203, live: false } as const
const ms = (from: number, to: number): LaneScale => ({ unit: 'ms', from, to })

test('a closed run fills its scale, a running one has room up to the next tick, a zoom is drawn as it is', () => {
  assert.deepEqual(laneScale(closed, null), ms(0, 41_203))
  assert.deepEqual(laneScale({ ...closed, durationMs: 28_846, live: true }, null), ms(0, 30_000))
  assert.deepEqual(laneScale(closed, { fromMs: 12_000, toMs: 18_500 }), ms(12_000, 18_500))
  assert.deepEqual(laneScale({ ...closed, durationMs: 0 }, null), ms(0, 2))
  assert.deepEqual(laneScale(closed, { fromMs: 50_000, toMs: 60_000 }), ms(0, 41_203), 'none lies outside of the run')
})

test('without a clock the scale is of frame numbers, from the first to the last', () => {
  const scale = laneScale({ ...closed, clock: 'none' }, null)
  assert.deepEqual(scale, { unit: 'frames', from: 1, to: 4812 })
  assert.equal(shareOf(scale, 1), 0)
  assert.equal(shareOf(scale, 4812), 1)
})

test('a place and its value lead back to each other', () => {
  const scale = ms(12_000, 18_000)
  for (const share of [0, 0.25, 1]) assert.equal(shareOf(scale, valueAt(scale, share)), share)
  assert.equal(valueAt(scale, 7), 18_000)
  assert.equal(shareOf(scale, 6000), -1)
})

test('frames have ticks at round numbers, from the first on, and times are told as everywhere', () => {
  const frames = (from: number, to: number) => ticks({ unit: 'frames', from, to }, 4)
  assert.deepEqual(frames(1, 12), [5, 10])
  assert.deepEqual(frames(1, 2), [1, 2])
  assert.deepEqual(frames(1, 4812), [2000, 4000])
  assert.deepEqual(ticks(ms(12_100, 18_500), 4), [15_000])
  assert.equal(tickLabel(12_000, { unit: 'frames', from: 1, to: 2 }), '#12,000')
  assert.equal(tickLabel(150_000, ms(0, 1)), '2 m 30 s')
})
