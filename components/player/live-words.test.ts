import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveWords, silenceAfterMs } from './live-words.ts'
import { createTail, reduceTail } from './tail.ts'

const tail = createTail({ lastSeq: 4812, errorCount: 0, live: true, selected: null })
const facts: Parameters<typeof liveWords>[0] = {
  run: { status: 'running', recording: 'streaming', recordingError: null, openTool: null },
  tail,
  recorders: 1,
  grace: false,
  stream: { name: 'open' },
  rate: 3.21,
  quietMs: 100,
  anyFrameMs: 100,
  silenceAfterMs: 2000,
  openTool: null,
}
const say = (change: Partial<typeof facts>) => liveWords({ ...facts, ...change }).words

test('the chip says what is true now', () => {
  assert.equal(say({}), 'live · 3.2/s')
  assert.equal(say({ rate: 812.4 }), 'live · 812/s')
  assert.equal(say({ quietMs: 12_000, anyFrameMs: 12_000 }), 'live · silent 12 s')
  assert.equal(say({ quietMs: 12_000, anyFrameMs: 900 }), 'live · silent 12 s · alive')
  assert.equal(say({ quietMs: 12_000, openTool: 'search' }), 'waiting for tool search · 12 s')
  assert.equal(say({ stream: { name: 'reconnecting', attempt: 2 } }), 'reconnecting (2) · last frame 4,812')
  assert.equal(say({ run: { ...facts.run, recording: 'auth_required' } }), 'needs a credential')
  assert.equal(say({ tail: reduceTail(tail, { type: 'ended' }) }), 'ended')
  assert.equal(say({ run: { ...facts.run, status: 'waiting_for_input' }, quietMs: 9000 }), 'waiting for input · 9 s')
})

test('after the terminal frame the chip says what is still waited for', () => {
  const over = { ...facts.run, status: 'failed' } as const
  assert.equal(say({ run: over, quietMs: 12_000 }), 'ended · stream still open')
  assert.equal(say({ run: over, grace: true }), 'ended · listening for late frames')
  assert.equal(say({ run: { ...over, recording: 'waiting' }, grace: true }), 'ended · reading once more')
})

test('a stream that ended early says whether it is tried again or the upstream is asked', () => {
  const waiting = { ...facts.run, recording: 'waiting' } as const
  assert.equal(say({ run: waiting }), 'waiting to retry')
  const recordingError = 'The stream ended early: the upstream is asked what became of the run.'
  assert.equal(say({ run: { ...waiting, recordingError } }), 'asking what became of it')
})

test('while no recorder lives nothing is called live', () => {
  assert.equal(say({ recorders: 0 }), 'no recorder is running')
  assert.equal(say({ recorders: 0, run: { ...facts.run, status: 'completed' } }), 'no recorder is running')
  assert.equal(say({ recorders: null }), 'live · 3.2/s')
})

test('a pause counts what arrived since, also when the stream is lost', () => {
  const paused = reduceTail(reduceTail(tail, { type: 'toggled-pause' }), {
    type: 'arrived',
    lastSeq: 4940,
    errorCount: 0,
  })
  assert.equal(say({ tail: paused, stream: { name: 'reconnecting', attempt: 1 } }), 'paused · +128')
})

test('silence begins after two seconds or five usual gaps', () => {
  assert.equal(silenceAfterMs(null), 2000)
  assert.equal(silenceAfterMs(700), 3500)
})
