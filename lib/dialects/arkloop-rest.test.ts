import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arkloopRest as rest } from './arkloop-rest.ts'
import type { RunRef } from './dialect.ts'

const run: RunRef = {
  surface: '',
  upstreamRunId: 'r/1',
  threadId: 't 1',
  agent: null,
  lastId: null,
  start: null,
  startedMs: null,
}

// As in the documentation ("Runs", Global Run List); the server leaves out what is null and names the account.
const listed = {
  run_id: 'r1',
  org_id: 'o1',
  thread_id: 't1',
  status: 'completed',
  model: 'claude-3-5-sonnet',
  persona_id: null,
  total_input_tokens: 1000,
  total_output_tokens: 500,
  total_cost_usd: 0.005,
  duration_ms: 3200,
  cache_hit_rate: 0.4,
  credits_used: 5,
  created_at: '2024-01-01T00:00:00Z',
  completed_at: '2024-01-01T00:00:03Z',
  failed_at: null,
  created_by_user_id: 'u1',
  created_by_user_name: 'alice',
  created_by_email: 'alice@example.com',
}
const meant = {
  upstreamRunId: 'r1',
  status: 'completed',
  createdMs: Date.UTC(2024, 0, 1),
  endedMs: Date.UTC(2024, 0, 1, 0, 0, 3),
  threadId: 't1',
  model: 'claude-3-5-sonnet',
  totals: {
    total_input_tokens: 1000,
    total_output_tokens: 500,
    total_cost_usd: 0.005,
    cache_hit_rate: 0.4,
    credits_used: 5,
    duration_ms: 3200,
  },
  metadata: {
    org_id: 'o1',
    created_by_user_id: 'u1',
    created_by_user_name: 'alice',
    created_by_email: 'alice@example.com',
  },
}

test('a list is read as documented and as sent', () => {
  assert.deepEqual(rest.read(JSON.stringify([listed])), [meant])
  const { org_id: _, persona_id: __, failed_at: ___, ...sent } = listed
  const answer = { data: [{ ...sent, account_id: 'a1', persona_id: 'p@1', parent_run_id: 'r0' }], total: 1 }
  const { org_id: ____, ...metadata } = meant.metadata
  assert.deepEqual(rest.read(JSON.stringify(answer)), [
    { ...meant, persona: 'p@1', parentRunId: 'r0', metadata: { ...metadata, account_id: 'a1' } },
  ])
})

test('details tell of parent and children, a thread of its runs', () => {
  const details = {
    run_id: 'r1',
    account_id: 'a1',
    thread_id: 't1',
    created_by_user_id: 'u1',
    parent_run_id: 'r0',
    child_run_ids: ['r2', 7, 'r3'],
    status: 'cancelling',
    created_at: '2024-01-01T00:00:00.25Z',
    trace_id: 'of the request',
  }
  assert.deepEqual(rest.read(JSON.stringify(details)), [
    {
      upstreamRunId: 'r1',
      status: 'running',
      createdMs: Date.UTC(2024, 0, 1) + 250,
      endedMs: null,
      threadId: 't1',
      parentRunId: 'r0',
      childRunIds: ['r2', 'r3'],
      metadata: { account_id: 'a1', created_by_user_id: 'u1' },
    },
  ])
  const thread = [{ run_id: 'r2', status: 'running', created_at: '2024-01-01T00:00:00Z', resume_from_run_id: 'r1' }]
  const [second] = rest.read(JSON.stringify(thread))
  assert.deepEqual(second?.metadata, { resume_from_run_id: 'r1' })
})

test('every word for a status is known, and no other', () => {
  const status = (word: unknown) => rest.read(JSON.stringify({ run_id: 'r', status: word }))[0]?.status
  const words = ['running', 'cancelling', 'completed', 'failed', 'cancelled', 'interrupted', 'waiting_for_input']
  assert.deepEqual(words.map(status), [
    'running',
    'running',
    'completed',
    'failed',
    'cancelled',
    'failed',
    'waiting_for_input',
  ])
  for (const word of ['paused', '', null, 'constructor', '__proto__']) assert.equal(status(word), null)
})

test('nothing is read from what is no run', () => {
  for (const text of [
    '',
    'oops',
    'null',
    '7',
    '{}',
    '[]',
    '[null,7,[{}]]',
    '{"data":null}',
    '{"data":{}}',
    '{"run_id":""}',
  ]) {
    assert.deepEqual(rest.read(text), [], text)
  }
})

test('requests are made of ids made safe', () => {
  assert.equal(rest.status?.request([run]).path, '/v1/runs/r%2F1')
  assert.equal(rest.status?.single(run).path, '/v1/runs/r%2F1')
  assert.equal(rest.status?.group({ ...run, upstreamRunId: null }), null)
  assert.notEqual(rest.status?.group(run), null)
  assert.equal(rest.find(run)?.path, '/v1/threads/t%201/runs?limit=20')
  assert.equal(rest.find({ ...run, threadId: null }), null)
  assert.deepEqual(
    rest.details(run).map(({ path }) => path),
    ['/v1/runs?run_id=r%2F1&limit=1', '/v1/runs/r%2F1'],
  )
  assert.deepEqual(rest.details({ ...run, upstreamRunId: null }), [])
})

test('pages go on by offset as long as there are more', () => {
  const rows = (count: number, from = 0) => Array.from({ length: count }, (_, at) => ({ run_id: `r${from + at}` }))
  const next = (data: unknown[], total: number | undefined, page: string | null) =>
    rest.nextPage(JSON.stringify({ data, total }), page)
  assert.equal(rest.list('', null).path, '/v1/runs?limit=200')
  assert.equal(next(rows(200), 450, null), 'offset=200')
  assert.equal(rest.list('', 'offset=200').path, '/v1/runs?limit=200&offset=200')
  assert.equal(next(rows(200, 200), 450, 'offset=200'), 'offset=400')
  assert.equal(next(rows(50, 400), 450, 'offset=400'), null)
  // A server that gives less at once than it was asked for is read to its end all the same.
  assert.equal(next(rows(50), 450, null), 'offset=50')
  assert.equal(next([], 450, 'offset=200'), null)
  assert.equal(next(rows(200), undefined, null), 'offset=200')
  assert.equal(next(rows(20), undefined, null), null)
})

test('pages of an array go on before the last run of a full one, and never in circles', () => {
  const full = JSON.stringify(Array.from({ length: 200 }, (_, at) => ({ run_id: `r ${at}` })))
  assert.equal(rest.nextPage(full, null), 'before=r%20199')
  assert.equal(rest.list('', 'before=r%20199').path, '/v1/runs?limit=200&before=r%20199')
  assert.equal(rest.nextPage(full, 'before=r%20199'), null)
  assert.equal(rest.nextPage('[{"run_id":"r1"}]', null), null)
  for (const text of ['', 'oops', '7', 'null', '{}']) assert.equal(rest.nextPage(text, null), null, text)
})
