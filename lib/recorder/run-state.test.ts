import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '#lib/dialects/run-event.ts'
import { emptySummary, foldSummary, type Summary } from '#lib/run/summary.ts'
import { runState, type RecordingFacts } from './run-state.ts'

const facts: RecordingFacts = {
  recording: 'streaming',
  recordingError: null,
  status: null,
  before: 'queued',
  error: null,
  firstByteUs: null,
  gapCount: 0,
  unverifiedCount: 0,
  duplicates: 0,
}

/** A run of frames 1 s apart, each meaning one thing, after a request at 10 s. */
function summaryOf(...events: RunEvent[]): Summary {
  const summary = emptySummary(10_000_000)
  events.forEach((event, i) => {
    const receivedUs = 11_000_000 + i * 1_000_000
    const frame = { seq: i + 1, kind: 'output' as const, bytes: 5, receivedUs, emittedUs: null, backlog: false }
    foldSummary(summary, { ...frame, events: [event] })
  })
  return summary
}

const text: RunEvent = { type: 'text.delta', text: 'a' }
const done: RunEvent = { type: 'status', status: 'completed' }
const closed = { ...facts, recording: 'closed' as const }
const statusOf = (summary: Summary, more: Partial<RecordingFacts> = {}) =>
  runState(summary, { ...facts, ...more }).status

test('a run is what it was before until it has a frame, then it runs', () => {
  assert.equal(statusOf(summaryOf()), 'queued')
  assert.equal(statusOf(summaryOf(text)), 'running')
})

test('frames say the status first, and nothing overrides a terminal one', () => {
  assert.equal(statusOf(summaryOf(text, { type: 'status', status: 'waiting_for_input' })), 'waiting_for_input')
  assert.equal(statusOf(summaryOf(text, done)), 'completed')
  assert.equal(statusOf(summaryOf(text, done), { status: 'lost' }), 'completed')
  assert.equal(statusOf(summaryOf(text), { status: 'lost' }), 'lost')
  assert.equal(statusOf(summaryOf(), { status: 'failed' }), 'failed')
})

test('integrity is known once the recording is closed', () => {
  const integrityOf = (more: Partial<RecordingFacts>) => runState(summaryOf(text), { ...closed, ...more }).integrity
  assert.equal(runState(summaryOf(text), { ...facts, gapCount: 1 }).integrity, null)
  assert.equal(integrityOf({}), 'complete')
  assert.equal(integrityOf({ gapCount: 2, unverifiedCount: 2 }), 'unverified')
  assert.equal(integrityOf({ gapCount: 2, unverifiedCount: 1 }), 'gaps')
})

test('a run ends with its last frame, once it is terminal or its recording closed', () => {
  assert.equal(runState(summaryOf(text, text), facts).endedUs, null)
  assert.equal(runState(summaryOf(text, text), closed).endedUs, 12_000_000)
  assert.equal(runState(summaryOf(text, done), facts).endedUs, 12_000_000)
  assert.equal(runState(summaryOf(), closed).endedUs, null)
})

test('the open tool is the latest call without an end, and none once closed', () => {
  const calls = ['search', 'fetch'].map((name): RunEvent => ({ type: 'tool.started', callId: name, name }))
  assert.equal(runState(summaryOf(...calls), facts).openTool, 'fetch')
  assert.equal(runState(summaryOf(...calls), closed).openTool, null)
  const end: RunEvent = { type: 'tool.ended', callId: 'fetch', name: 'fetch' }
  assert.equal(runState(summaryOf(...calls, end), facts).openTool, 'search')
})

test("the run's own error comes before the recording's", () => {
  const failed = summaryOf(text, { type: 'error', message: 'overloaded', class: '529' })
  const recording = { error: 'The stream broke off.' }
  assert.deepEqual(runState(failed, { ...closed, ...recording }).error, { message: 'overloaded', class: '529', seq: 2 })
  assert.deepEqual(runState(summaryOf(text), { ...closed, ...recording }).error, {
    message: 'The stream broke off.',
    class: null,
    seq: null,
  })
  assert.equal(runState(summaryOf(text), closed).error, null)
})

test('figures are those of the fold', () => {
  const usage: RunEvent = { type: 'usage', scope: 'total', inputTokens: 7, cost: { amount: 0.5, currency: 'USD' } }
  const state = runState(summaryOf(text, text, usage), { ...facts, firstByteUs: 10_500_000 })
  assert.deepEqual([state.frameCount, state.byteCount, state.inputTokens, state.outputTokens], [3, 15, 7, null])
  assert.deepEqual(state.cost, { amount: 0.5, currency: 'USD' })
  assert.equal(state.latency.timeToFirstToken?.ms, 1000)
  assert.equal(state.latency.timeToFirstByte?.ms, 500)
  assert.equal(state.lastFrameUs, 13_000_000)
})
