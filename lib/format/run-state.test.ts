import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runState } from './run-state.ts'

const at = '2026-11-24T14:00:00.000000Z'
const start = Date.parse(at)
const running = { status: 'running', recording: 'streaming', lastFrameAt: at, openTool: null } as const

test('a run that streams is running until it was quiet for ten seconds', () => {
  assert.equal(runState(running, start + 10_000).word, 'running')
  assert.deepEqual(runState(running, start + 42_000), {
    glyph: 'stall',
    tone: 'stall',
    word: 'silent 42 s',
    silentMs: 42_000,
  })
})

test('a quiet run with an open tool says which, and asks for attention only after a minute', () => {
  const waiting = { ...running, openTool: 'search' }
  assert.deepEqual(runState(waiting, start + 42_000), {
    glyph: 'waiting',
    tone: 'running',
    word: 'tool search · 42 s',
    silentMs: null,
  })
  assert.equal(runState(waiting, start + 61_000).silentMs, 61_000)
})

test('trouble with the recording is said while the run goes on, and not once it ended', () => {
  assert.equal(runState({ ...running, recording: 'auth_required' }, start).word, 'needs a credential')
  assert.equal(runState({ ...running, recording: 'closed' }, start).word, 'not recording')
  assert.equal(runState({ ...running, status: 'failed', recording: 'closed' }, start).word, 'failed')
})

test('of a run that is only listed its upstream’s word is all there is', () => {
  const listed = { ...running, recording: 'closed', integrity: 'not_recorded' } as const
  assert.equal(runState(listed, start + 600_000).word, 'running')
})
