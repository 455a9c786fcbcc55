import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Frame } from '#lib/api/frame.ts'
import { createFrameCache } from './frame-cache.ts'

test('missing names the first hole of each page in a range', () => {
  const cache = createFrameCache()
  cache.put(frames(1, 10))
  cache.put(frames(12, 260))
  assert.deepEqual(cache.missing(1, 600), [11, 261, 501])
  cache.put(frames(11, 11))
  assert.deepEqual(cache.missing(1, 260), [])
  assert.equal(cache.get(11)?.seq, 11)
})

test('the bound holds, and the page that was used last stays', () => {
  const cache = createFrameCache({ maxFrames: 1000 })
  cache.put(frames(1, 250))
  for (let first = 251; first < 5000; first += 250) {
    cache.put(frames(first, first + 249))
    cache.missing(1, 1)
  }
  assert.ok(cache.size() <= 1000)
  assert.equal(cache.get(1)?.seq, 1)
  assert.equal(cache.get(300), undefined)
})

test('heavy frames are let go by their weight', () => {
  const cache = createFrameCache({ maxCharacters: 10_000 })
  for (let seq = 1; seq <= 2001; seq += 250) cache.put([{ seq, data: 'x'.repeat(4000) } as Frame])
  assert.ok(cache.size() <= 500)
})

function frames(first: number, last: number): Frame[] {
  return Array.from({ length: last - first + 1 }, (_, index) => ({ seq: first + index, data: 'x' }) as Frame)
}
