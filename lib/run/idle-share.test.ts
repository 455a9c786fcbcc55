import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Markers } from '#lib/api/markers.ts'
import { idleShare } from './idle-share.ts'

const markers: Markers = {
  lastSeq: 4,
  durationMs: 10_000,
  clock: 'received',
  index: [
    [1, 0],
    [2, 1000],
    [3, 4000],
    [4, 10_000],
  ],
  density: { stepMs: 1000, counts: [1, 1, 0, 0, 1, 0, 0, 0, 0, 1], kinds: [] },
  list: [],
  more: 0,
  toldUntil: { calls: 0, inputs: 0 },
  stretches: { list: [], more: 0 },
}

test('silences over two seconds count, as far as they can be passed over', () => {
  assert.equal(idleShare(markers), 0.9)
  const lost = { ...markers, list: [{ type: 'gap' as const, seq: 4, offsetMs: 10_000 }] }
  assert.equal(idleShare(lost), 0.3)
})

test('of a long run the slices without frames count', () => {
  assert.equal(idleShare({ ...markers, lastSeq: 90_000 }), 0.4)
})

test('a run without a clock has no idle share', () => {
  assert.equal(idleShare({ ...markers, durationMs: null }), null)
})
