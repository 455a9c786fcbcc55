import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tapeTicks } from './tape-ticks.ts'

const ticksOf = (path: string) =>
  [...path.matchAll(/M(\d+) 27v-(\d+)/g)].map(([, x, height]) => [Number(x), Number(height)])

test('the newest slice stands at the right edge, the busiest is the tallest', () => {
  const { ticks } = tapeTicks({ counts: [1, 16], errors: [0, 0] }, 4)
  assert.deepEqual(ticksOf(ticks), [
    [7, 6],
    [10, 22],
  ])
})

test('more slices than columns are added up, none is dropped', () => {
  const { ticks } = tapeTicks({ counts: [1, 0, 0, 1, 2, 2], errors: [] }, 3)
  assert.deepEqual(
    ticksOf(ticks).map(([x]) => x),
    [1, 4, 7],
  )
})

test('a slice with an error is full height whatever came in it', () => {
  const { ticks, errors } = tapeTicks({ counts: [3, 3], errors: [0, 1] }, 2)
  assert.equal(ticksOf(ticks).length, 1)
  assert.equal(errors, 'M4 27V1')
})

test('a slice without frames has no tick', () => {
  assert.equal(tapeTicks({ counts: [0, 5], errors: [] }, 2).ticks, 'M4 27v-22')
})
