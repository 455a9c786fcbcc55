import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '#lib/dialects/run-event.ts'
import { closeToolSpans, foldToolSpan, noToolSpans, type ToolSpans } from './tool-spans.ts'

const start = (callId: string, name = 'search'): RunEvent => ({ type: 'tool.started', callId, name })
const end = (callId: string, error?: string): RunEvent => ({
  type: 'tool.ended',
  callId,
  name: 'search',
  ...(error !== undefined && { error }),
})

/** Folds events as frames 1, 2, 3 …, 1 s apart, and gives what each changed. */
function fold(events: readonly RunEvent[], spans: ToolSpans = noToolSpans()) {
  return events.map((event, i) => foldToolSpan(spans, event, { seq: i + 1, us: (i + 1) * 1_000_000 }))
}

test('a call is a span from its start to its end', () => {
  const [opened, closed] = fold([{ ...start('a'), parentCallId: 'p' } as RunEvent, end('a')])
  const span = { ordinal: 1, callId: 'a', name: 'search', startSeq: 1, startedUs: 1_000_000, parentCallId: 'p' }
  const nothing = { beganUs: null, arguments: null, result: null, error: null }
  assert.deepEqual(opened, { ...span, ...nothing, status: 'open', endSeq: null, endedUs: null })
  assert.deepEqual(closed, { ...span, ...nothing, status: 'ok', endSeq: 2, endedUs: 2_000_000 })
})

test('calls that overlap are told apart by their ids', () => {
  const changed = fold([start('a'), start('b'), end('b'), end('a', 'timeout')])
  assert.deepEqual(
    changed.map((span) => span && [span.ordinal, span.status, span.startSeq, span.endSeq, span.error]),
    [
      [1, 'open', 1, null, null],
      [2, 'open', 2, null, null],
      [2, 'ok', 2, 3, null],
      [1, 'error', 1, 4, 'timeout'],
    ],
  )
})

test('an id that is used again is another call', () => {
  const changed = fold([start('a'), end('a'), start('a'), end('a')])
  assert.deepEqual(
    changed.map((span) => span?.ordinal),
    [1, 1, 2, 2],
  )
})

test('an end without a start is a span of its own', () => {
  const spans = noToolSpans()
  const [orphan] = fold([end('x', 'boom')], spans)
  assert.deepEqual(orphan, {
    ordinal: 1,
    callId: 'x',
    name: 'search',
    status: 'orphan_end',
    startSeq: null,
    endSeq: 1,
    startedUs: null,
    beganUs: null,
    endedUs: 1_000_000,
    arguments: null,
    result: null,
    error: 'boom',
    parentCallId: null,
  })
  assert.deepEqual(spans, { open: [], count: 1, errors: 1 })
})

test('calls that are open when the recording closes have no end, once', () => {
  const spans = noToolSpans()
  fold([start('a'), start('b', 'fetch'), end('a')], spans)
  assert.deepEqual(
    closeToolSpans(spans).map(({ ordinal, status, endSeq }) => [ordinal, status, endSeq]),
    [[2, 'no_end', null]],
  )
  assert.deepEqual(closeToolSpans(spans), [])
})

test('a call that failed with an empty message failed', () => {
  const spans = noToolSpans()
  const [, failed] = fold([start('a'), end('a', '')], spans)
  assert.equal(failed?.status, 'error')
  assert.equal(spans.errors, 1)
})

test('a call keeps the begin of what it was asked and gave, and when its tool began if that was later', () => {
  const more = (delta: string, complete?: true): RunEvent => ({
    type: 'tool.arguments',
    callId: 'a',
    delta,
    ...(complete && { complete }),
  })
  const long = 'x'.repeat(600)
  const changed = fold([start('a'), more('{"q":'), more('1}', true), { ...end('a'), result: long } as RunEvent])
  assert.deepEqual(
    changed.map((span) => span && [span.arguments, span.beganUs, span.result]),
    [[null, null, null], null, ['{"q":1}', 3_000_000, null], ['{"q":1}', 3_000_000, long.slice(0, 500)]],
  )
  const [asked] = fold([{ ...start('a'), arguments: long } as RunEvent])
  assert.equal(asked?.arguments?.length, 500)
})

test('nothing else changes a span', () => {
  const events: RunEvent[] = [
    { type: 'tool.arguments', callId: 'a', delta: 'x' },
    { type: 'tool.progress', callId: 'a', text: 'x' },
    { type: 'text.delta', text: 'x' },
  ]
  assert.deepEqual(fold(events), [null, null, null])
})

test('spans go on after JSON as if nothing had been', () => {
  const before = noToolSpans()
  fold([start('a'), start('b')], before)
  const after = JSON.parse(JSON.stringify(before)) as ToolSpans
  assert.deepEqual(fold([end('b'), end('a')], after), fold([end('b'), end('a')], before))
})
