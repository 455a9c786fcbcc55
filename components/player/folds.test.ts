import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Markers } from '#lib/api/markers.ts'
import type { Block } from '#lib/run/transcript.ts'
import { foldsOf, quietsOf } from './folds.ts'

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
const tool = (from: number, to: number, status: 'ok' | 'open' = 'ok'): Block => ({
  type: 'tool',
  ...span(from, to),
  callId: 'c',
  name: 'search',
  parentCallId: null,
  arguments: '',
  result: null,
  error: null,
  status,
  progress: null,
})
const markers = (change: Partial<Markers>): Markers => ({
  lastSeq: 100,
  durationMs: 60_000,
  clock: 'received',
  index: [],
  density: { stepMs: 1, counts: [], kinds: [] },
  list: [],
  more: 0,
  ...change,
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

test('a quiet time is the open tool’s, a person’s, or a silence; what was lost is neither', () => {
  const index: [number, number][] = [
    [1, 0],
    [2, 3000],
    [3, 3100],
    [4, 9000],
    [5, 12_000],
    [6, 12_100],
    [7, 20_000],
  ]
  const asks: Block = { type: 'input-request', ...span(6, 6), message: '?', requestId: null, schema: null }
  const quiets = quietsOf(markers({ index, list: [{ type: 'gap', seq: 5, offsetMs: 9000 }] }), [tool(3, 4), asks], 2000)
  assert.deepEqual(
    quiets.map(({ seq, why }) => [seq, why]),
    [
      [2, 'silence'],
      [4, { tool: 'search' }],
      [7, 'input'],
    ],
  )
})

test('what lies between an ask and its answer is a wait for a person, whatever pings come meanwhile', () => {
  const index: [number, number][] = [1, 2, 3, 4, 5].map((seq) => [seq, seq * 3000])
  const asks: Block = { type: 'input-request', ...span(1, 1), message: '?', requestId: null, schema: null }
  const waits: Block = { type: 'status', ...span(1, 1), status: 'waiting_for_input' }
  const goesOn: Block = { type: 'status', ...span(4, 4), status: 'running' }
  assert.deepEqual(
    quietsOf(markers({ index }), [asks, waits, goesOn], 2000).map(({ seq, why }) => [seq, why]),
    [
      [2, 'input'],
      [3, 'input'],
      [4, 'input'],
      [5, 'silence'],
    ],
  )
})

test('a stall of the model is a silence, also where a call never got its end', () => {
  const list = [{ type: 'stall' as const, seq: 40, offsetMs: 1000, endSeq: 40, endMs: 5000 }]
  const quiets = quietsOf(markers({ list }), [tool(3, 3, 'open')], 2000)
  assert.deepEqual(
    quiets.map(({ why }) => why),
    ['silence'],
  )
})

test('of a long run the stalls and the calls that nothing interrupts are known', () => {
  const list = [{ type: 'stall' as const, seq: 40, offsetMs: 1000, endSeq: 40, endMs: 5000 }]
  const slow: Block = { ...tool(50, 51), fromMs: 6000, toMs: 9000 }
  assert.deepEqual(
    quietsOf(markers({ list }), [slow], 2000).map(({ seq, fromMs, toMs }) => [seq, fromMs, toMs]),
    [
      [40, 1000, 5000],
      [51, 6000, 9000],
    ],
  )
  assert.deepEqual(quietsOf(null, [], 2000), [])
})
