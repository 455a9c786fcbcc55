import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Markers } from '#lib/api/markers.ts'
import type { Block } from '#lib/run/transcript.ts'
import { foldsBefore, foldsOf } from './folds.ts'
import { noMarkers } from './lanes/use-lanes.ts'

const span = (fromSeq: number, toSeq: number, frames = toSeq - fromSeq + 1) => ({
  fromSeq,
  toSeq,
  fromMs: fromSeq * 10,
  toMs: toSeq * 10,
  frames,
})
const text = (from: number, to: number, frames?: number): Block => ({
  type: 'text',
  ...span(from, to, frames),
  text: 'Hello',
  messageId: null,
})
test('five frames of one text fold, four do not, and other frames within keep a text open', () => {
  const folds = foldsOf([text(1, 4), text(5, 9), text(10, 30, 20)], [])
  assert.deepEqual(
    folds.map(({ from, to }) => [from, to]),
    [[5, 9]],
  )
})

test('a silence within a text parts it', () => {
  const quiets = [
    { seq: 2, fromMs: 0, toMs: 1, why: 'silence' as const },
    { seq: 20, fromMs: 500, toMs: 4000, why: 'silence' as const },
  ]
  assert.deepEqual(
    foldsOf([text(5, 40)], quiets).map(({ from, to, fromMs, toMs, text: begins }) => [from, to, fromMs, toMs, begins]),
    [
      [5, 19, 50, 500, 'Hello'],
      [20, 40, 4000, 400, ''],
    ],
  )
})

const stretches: Markers['stretches']['list'] = [
  [1, 8, 'reasoning', 10, 80],
  [20, 40, 'output', 200, 400],
]
const markers: Markers = { ...noMarkers, stretches: { list: stretches, more: 0 } }

test('before the blocks that are at hand runs of tokens fold by their kinds, up to the first of them', () => {
  const folds = (since: number) =>
    foldsBefore(since, markers, []).map(({ from, to, kind, fromMs, toMs }) => [from, to, kind, fromMs, toMs])
  assert.deepEqual(folds(100), stretches)
  assert.deepEqual(folds(31), [
    [1, 8, 'reasoning', 10, 80],
    [20, 30, 'output', 200, null],
  ])
  assert.deepEqual(folds(24), [[1, 8, 'reasoning', 10, 80]], 'four are too few')
  assert.deepEqual(folds(0), [])
  assert.deepEqual(foldsBefore(100, null, []), [])
})

test('a quiet time parts what folds by kinds as well', () => {
  assert.deepEqual(
    foldsBefore(100, markers, [{ seq: 30, fromMs: 290, toMs: 5000 }]).map(({ from, to, fromMs, toMs }) => [
      from,
      to,
      fromMs,
      toMs,
    ]),
    [
      [1, 8, 10, 80],
      [20, 29, 200, 290],
      [30, 40, 5000, 400],
    ],
  )
})
