import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addActivity, noActivity } from './activity.ts'

function activityOf(offsets: readonly (number | { error: number })[]) {
  const activity = noActivity()
  for (const offset of offsets) {
    if (typeof offset === 'number') addActivity(activity, offset, false)
    else addActivity(activity, offset.error, true)
  }
  return activity
}

test('frames are counted in slices of a thirty-second of a second, and errors among them again', () => {
  assert.deepEqual(activityOf([0, 31_249, 31_250, { error: 100_000 }]), {
    widthUs: 31_250,
    counts: [2, 1, 0, 1],
    errors: [0, 0, 0, 1],
  })
})

test('slices double their width when the run outgrows them', () => {
  const activity = activityOf([0, 31_250, { error: 62_500 }, 2_000_000])
  assert.equal(activity.widthUs, 62_500)
  assert.equal(activity.counts.length, 33)
  assert.deepEqual(activity.counts.slice(0, 3), [2, 1, 0])
  assert.equal(activity.counts[32], 1)
  assert.deepEqual(activity.errors.slice(0, 2), [0, 1])
})

test('a frame from before the start belongs to the first slice', () => {
  assert.deepEqual(activityOf([-5_000_000]).counts, [1])
})

test('a run of a year has at most 64 slices, and one frame a century later costs nothing', () => {
  const year = 365 * 86_400_000_000
  const activity = activityOf([0, year, year * 100])
  assert.ok(activity.counts.length <= 64)
  assert.equal(
    activity.counts.reduce((sum, count) => sum + count),
    3,
  )
})

test('nothing is lost, and the order in which frames come does not matter', () => {
  const offset = fc.oneof(fc.nat(2_000_000), fc.nat(10 ** 10))
  fc.assert(
    fc.property(fc.array(offset, { minLength: 1 }), (offsets) => {
      const activity = activityOf(offsets)
      const sum = activity.counts.reduce((total, count) => total + count)
      assert.equal(sum, offsets.length)
      assert.ok(activity.counts.length <= 64 && activity.errors.length === activity.counts.length)
      assert.deepEqual(activityOf(offsets.toReversed()), activity)
    }),
  )
})
