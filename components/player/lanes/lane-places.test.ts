import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Marker, Markers } from '#lib/api/markers.ts'
import { bars, marks, offsetOfSeq, openTools, seqNear, spans } from './lane-places.ts'

const index: Markers['index'] = [
  [1, 0],
  [11, 100],
  [21, 100],
  [25, 500],
]
const scale = { unit: 'ms', from: 0, to: 1000 } as const

test('a frame between two of the index lies between them', () => {
  assert.equal(offsetOfSeq(index, 1), 0)
  assert.equal(offsetOfSeq(index, 6), 50)
  assert.equal(offsetOfSeq(index, 23), 300)
  assert.equal(offsetOfSeq(index, 99), 500)
  assert.equal(offsetOfSeq([], 5), null)
})

test('a place leads to the last frame at or before it', () => {
  assert.equal(seqNear(index, -5), 1)
  assert.equal(seqNear(index, 49), 5)
  assert.equal(seqNear(index, 100), 21)
  assert.equal(seqNear(index, 300), 23)
  assert.equal(seqNear(index, 9999), 25)
  assert.equal(seqNear([], 5), 1)
})

test('slices join into bars that are wide enough, and no frame is lost', () => {
  const density: Markers['density'] = {
    stepMs: 100,
    counts: [1, 0, 4, 2, 0, 0, 0, 3],
    kinds: ['lifecycle', 'unknown', 'output', 'reasoning', 'unknown', 'unknown', 'unknown', 'tool'],
  }
  const all = bars(density, scale, 600)
  assert.deepEqual(
    all.map(({ count, kind }) => [count, kind]),
    [
      [1, 'lifecycle'],
      [4, 'output'],
      [2, 'reasoning'],
      [3, 'tool'],
    ],
  )
  const few = bars(density, scale, 3)
  assert.deepEqual(
    few.map(({ share, width, count, kind }) => [share, width, count, kind]),
    [
      [0, 0.4, 7, 'output'],
      [0.4, 0.4, 3, 'tool'],
    ],
  )
  const zoom = bars(density, { unit: 'ms', from: 250, to: 350 }, 600)
  assert.deepEqual(
    zoom.map(({ share, count }) => [share, count]),
    [
      [-0.5, 4],
      [0.5, 2],
    ],
  )
})

const tool = (seq: number, offsetMs: number, rest: Partial<Marker> = {}): Marker => ({
  type: 'tool_start',
  seq,
  offsetMs,
  name: `t${seq}`,
  ...rest,
})

test('calls that touch are drawn as one stretch, failed ones apart, open ones to the edge', () => {
  const found = spans(
    [
      tool(1, 0, { endMs: 100, endSeq: 2 }),
      tool(3, 101, { endMs: 200, endSeq: 4 }),
      tool(5, 203, { endMs: 300, endSeq: 6, failed: true }),
      tool(7, 800),
      tool(8, 2000, { endMs: 3000 }),
    ],
    scale,
    0.005,
  )
  assert.deepEqual(
    found.map(({ share, count, failed }) => [share, count, failed]),
    [
      [0, 2, false],
      [0.203, 1, true],
      [0.8, 1, false],
    ],
  )
  assert.ok(Math.abs((found[2]?.width ?? 0) - 0.2) < 1e-9)
})

test('of marks that lie on each other the gravest is shown, and a stall stands where it ended', () => {
  const found = marks(
    [
      { type: 'stall', seq: 5, offsetMs: 100, endMs: 300, endSeq: 5 },
      { type: 'error', seq: 6, offsetMs: 301, name: 'no' },
      { type: 'gap', seq: 9, offsetMs: 700 },
      { type: 'gap', seq: 99, offsetMs: 7000 },
    ],
    scale,
    0.01,
  )
  assert.deepEqual(
    found.map(({ share, seq, type, count }) => [share, seq, type, count]),
    [
      [0.301, 6, 'error', 2],
      [0.7, 9, 'gap', 1],
    ],
  )
})

test('the calls that are open at a frame are known', () => {
  const list = [tool(1, 0, { endSeq: 9 }), tool(3, 0, { endSeq: 5 }), tool(7, 0)]
  assert.deepEqual(openTools(list, 4), ['t3', 't1'])
  assert.deepEqual(openTools(list, 5), ['t1'])
  assert.deepEqual(openTools(list, 50), ['t7'])
})
