import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '#lib/dialects/run-event.ts'
import { openRequest } from './open-request.ts'
import { emptyTranscript, foldTranscript } from './transcript.ts'

test('the latest thing that was asked and not answered is open', () => {
  assert.equal(asked([ask('a', 'First?'), ask('b', 'Second?')]), 'Second?')
  assert.equal(asked([ask('a', 'First?'), ask('b', 'Second?'), give('b')]), 'First?')
  assert.equal(asked([ask('a', 'First?'), give('a')]), null)
  assert.equal(asked([]), null)
})

test('an answer that names no request answers what was asked before it, and nothing after it', () => {
  assert.equal(asked([ask('a', 'First?'), give()]), null)
  assert.equal(asked([ask('a', 'First?'), give(), ask('b', 'Second?')]), 'Second?')
})

function ask(requestId: string, message: string): RunEvent {
  return { type: 'input.requested', message, requestId }
}

function give(requestId?: string): RunEvent {
  return { type: 'input.provided', content: 'yes', ...(requestId === undefined ? {} : { requestId }) }
}

function asked(events: RunEvent[]): string | null {
  const transcript = events
    .map((event, index) => ({ seq: index + 1, kind: 'lifecycle' as const, offsetMs: null, events: [event] }))
    .reduce(foldTranscript, emptyTranscript)
  return openRequest(transcript)?.message ?? null
}
