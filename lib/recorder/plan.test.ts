import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StartRequest } from '#lib/dialects/dialect.ts'
import { generic } from '#lib/dialects/generic.ts'
import { modus } from '#lib/dialects/modus.ts'
import type { Dialect, RunRef } from '#lib/dialects/dialect.ts'
import { plan, type PlanInput, type Started } from './plan.ts'

const started = (operation: string, params: Record<string, string> = {}): StartRequest => ({
  operation,
  params,
  body: { message: 'Hello' },
  idempotencyKey: null,
})

const ref: RunRef = {
  surface: '',
  upstreamRunId: 'run-1',
  threadId: null,
  agent: null,
  lastId: null,
  start: null,
  startedMs: null,
}

/** A Modus run that is watched by its id, from the start. */
const watching: PlanInput = {
  dialect: modus as Dialect,
  settings: {},
  run: ref,
  operation: null,
  cursor: null,
  identified: false,
  started: 'never',
  startAgain: false,
  sweep: false,
  sweepFrom: null,
}

const starting = { ...watching, operation: 'run', run: { ...ref, start: started('run') } }

/** A stream opened by a request that cannot be resumed. */
const opening = (method: string, more: Partial<PlanInput> = {}): PlanInput => ({
  ...watching,
  dialect: generic as Dialect,
  run: { ...ref, upstreamRunId: null, start: started('stream', { method, path: '/feed' }) },
  operation: 'stream',
  ...more,
})

/** What is asked, in short. */
function asked(input: PlanInput): string {
  const next = plan(input)
  return 'spec' in next ? `${next.name} ${next.spec.method} ${next.spec.path}` : next.name
}

test('a run that is known by its id is watched from the cursor', () => {
  assert.equal(asked(watching), 'watch GET /agent/runs/run-1/stream')
  const next = plan({ ...watching, cursor: '5-0', identified: true, started: 'accepted' })
  assert.ok(next.name === 'watch')
  assert.equal(next.cursor, '5-0')
  assert.equal(next.spec.headers['last-event-id'], '5-0')
})

test('a run that starts here is started first, under the id that we chose', () => {
  const next = plan(starting)
  assert.ok(next.name === 'start')
  assert.equal(next.spec.path, '/agent/runs')
  assert.equal(next.spec.headers['idempotency-key'], 'run-1')
})

test('a start with a key is sent again until a frame says where to go on', () => {
  for (const before of ['never', 'unknown', 'accepted'] as const) {
    assert.equal(asked({ ...starting, started: before }), 'start POST /agent/runs')
  }
  const on: PlanInput = { ...starting, started: 'accepted', identified: true, cursor: '5-0' }
  assert.equal(asked(on), 'watch GET /agent/runs/run-1/stream')
  assert.equal(asked({ ...on, startAgain: true }), 'start POST /agent/runs')
})

test('a start without a key is sent once', () => {
  assert.equal(asked(opening('POST')), 'start POST /feed')
  for (const before of ['accepted', 'unknown'] as const) {
    assert.equal(asked(opening('POST', { started: before })), 'nothing')
    assert.equal(asked(opening('POST', { started: before, startAgain: true })), 'nothing')
  }
})

test('a stream that cannot be resumed is watched once', () => {
  const settings = { paths: { watch: '/runs/{runId}/stream' } }
  const input = opening('GET', { run: { ...ref, upstreamRunId: 'a/b' }, operation: null, settings })
  assert.equal(asked(input), 'watch GET /runs/a%2Fb/stream')
  for (const before of ['accepted', 'unknown'] as const) assert.equal(asked({ ...input, started: before }), 'nothing')
  assert.equal(asked(opening('GET', { started: 'accepted' })), 'nothing')
})

test('a stream that resumes by id is asked for again where it was opened by GET, and not where by POST', () => {
  const settings = { resumeById: true }
  const on = { settings, started: 'accepted' as Started, identified: true, cursor: '7' }
  assert.equal(asked(opening('GET', on)), 'watch GET /feed')
  assert.equal(asked(opening('POST', on)), 'nothing')
})

test('a start that lacks what it must have is impossible and says why', () => {
  const next = plan(opening('PUT'))
  assert.deepEqual(next, { name: 'impossible', error: 'params.method must be GET or POST' })
})

test('a run that has no id, no start and no path to watch is not asked for', () => {
  assert.equal(asked({ ...watching, run: { ...ref, upstreamRunId: null } }), 'nothing')
  assert.equal(asked(opening('GET', { run: { ...ref, upstreamRunId: 'r' }, operation: null })), 'nothing')
})
