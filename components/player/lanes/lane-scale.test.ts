import assert from 'node:assert/strict'
import { test } from 'node:test'
import { laneScale, panned, shareOf, tickLabel, ticks, valueAt, zoomed, type LaneScale } from './lane-scale.ts'

const closed = { clock: 'received', lastSeq: 4812, durationMs: 41_203, live: false } as const
const ms = (from: number, to: number): LaneScale => ({ unit: 'ms', from, to })

test('a closed run fills its scale, a running one has room up to the next tick, a zoom is drawn as it is', () => {
  assert.deepEqual(laneScale(closed, null), ms(0, 41_203))
  assert.deepEqual(laneScale({ ...closed, durationMs: 28_846, live: true }, null), ms(0, 30_000))
  assert.deepEqual(laneScale(closed, { fromMs: 12_000, toMs: 18_500 }), ms(12_000, 18_500))
  assert.deepEqual(laneScale({ ...closed, durationMs: 0 }, null), ms(0, 1))
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

test('ticks are round and never more than asked for', () => {
  for (const [to, most, step] of [
    [41_203, 9, 5000],
    [41_203, 4, 20_000],
    [900, 6, 200],
    [7, 6, 2],
    [100_000, 8, 20_000],
    [600_000, 8, 120_000],
    [5_000_000, 8, 1_800_000],
    [200_000_000, 8, 36_000_000],
    [400_000_000, 3, 172_800_000],
  ] as const) {
    const found = ticks(ms(0, to), most)
    assert.ok(found.values.length <= most + 1, `${to}: ${found.values.length}`)
    if (to <= 5_000_000) assert.equal(found.step, step, String(to))
    assert.equal(found.values[0], 0)
  }
  assert.deepEqual(ticks(ms(12_100, 18_500), 4).values, [14_000, 16_000, 18_000])
  assert.deepEqual(ticks({ unit: 'frames', from: 1, to: 12 }, 4).values, [5, 10])
})

test('ticks are labelled in the unit that people read', () => {
  for (const [value, step, label] of [
    [0, 5000, '0'],
    [250, 250, '250 ms'],
    [1500, 500, '1.5 s'],
    [5000, 5000, '5 s'],
    [90_000, 10_000, '1:30'],
    [150_000, 60_000, '2:30'],
    [3_900_000, 600_000, '1:05:00'],
  ] as const) {
    assert.equal(tickLabel(value, ms(0, 1), step), label)
  }
  assert.equal(tickLabel(12_000, { unit: 'frames', from: 1, to: 2 }, 1000), '#12,000')
})

test('zooming keeps the place under the pointer, stays in the run and ends at the whole of it', () => {
  const zoom = zoomed(ms(0, 40_000), { share: 0.5, factor: 0.5, lengthMs: 40_000 })
  assert.deepEqual(zoom, { fromMs: 10_000, toMs: 30_000 })
  assert.deepEqual(zoomed(ms(0, 40_000), { share: 0, factor: 0.5, lengthMs: 40_000 }), { fromMs: 0, toMs: 20_000 })
  assert.equal(zoomed(ms(10_000, 30_000), { share: 0.5, factor: 2, lengthMs: 40_000 }), null)
  assert.deepEqual(panned(ms(10_000, 30_000), 1, 40_000), { fromMs: 20_000, toMs: 40_000 })
  assert.deepEqual(panned(ms(10_000, 30_000), -1, 40_000), { fromMs: 0, toMs: 20_000 })
})
