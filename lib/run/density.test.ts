import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addToDensity, emptyDensity, flatten } from './density.ts'

test('a run of any length has at most 600 slices of a width that is a power of two', () => {
  for (const [length, step] of [
    [0, 1],
    [599, 1],
    [600, 2],
    [41_203, 128],
    [3_600_000, 8192],
  ] as const) {
    assert.equal(emptyDensity(length).step, step, String(length))
  }
})

test('each slice says how many frames it has and which kind most of them are', () => {
  const density = emptyDensity(10)
  addToDensity(density, 0, 7, 3)
  addToDensity(density, 0, 8, 4)
  addToDensity(density, 2, 6, 1)
  addToDensity(density, 2, 4, 1)
  const { counts, dominant } = flatten(density)
  assert.deepEqual(counts, [7, 0, 2])
  assert.deepEqual([dominant[0], dominant[2]], [8, 4])
})

test('slices beyond the last join their neighbours, and no frame is lost', () => {
  const density = emptyDensity(100)
  for (let slice = 0; slice < 600; slice += 1) addToDensity(density, slice, 7, 1)
  addToDensity(density, 1250, 8, 5)
  assert.equal(density.step, 4)
  const { counts, dominant } = flatten(density)
  assert.deepEqual(
    counts.slice(0, 150),
    Array.from({ length: 150 }, () => 4),
  )
  assert.equal(counts[312], 5)
  assert.equal(dominant[312], 8)
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    605,
  )
})
