import assert from 'node:assert/strict'
import { test } from 'node:test'
import { modusRest } from './modus-rest.ts'
import { listedSurface } from './rest.ts'

const uuid = '0d1f6a52-6a0e-4c7b-9d43-0e8f3a1b2c3d'
const id = `wf_42_run_1:${uuid}`
const ref = {
  surface: listedSurface,
  upstreamRunId: id,
  threadId: null,
  agent: 'Invoice triage',
  lastId: null,
  start: null,
  startedMs: null,
}

test('every status is read, and a word of which nothing is documented is kept as a word', () => {
  const words = ['running', 'awaiting_human', 'completed', 'error', 'cancelled', 'terminated', 'constructor']
  const runs = modusRest.read(JSON.stringify({ runs: words.map((status, at) => ({ id: `r${at}`, status })) }))
  assert.deepEqual(
    runs.map(({ status }) => status),
    ['running', 'waiting_for_input', 'completed', 'failed', 'cancelled', null, null],
  )
  assert.equal(runs[5]?.metadata['status'], 'terminated')
})

test('a single run adds where it was read from, its result, its error and its nodes', () => {
  const detail = {
    id,
    status: 'error',
    pendingApproval: { nodeId: 'n2', question: 'Pay it?' },
    source: 'history',
    taskResult: { sorted: 14 },
    taskError: { message: 'The mailbox is locked.', code: 'locked' },
    workflowNodes: [{ id: 'n1', status: 'completed' }],
    historyUnavailableReason: 'retention',
  }
  const [run] = modusRest.read(JSON.stringify(detail))
  assert.equal(run?.error, 'The mailbox is locked.')
  assert.deepEqual(
    ['source', 'taskResult', 'workflowNodes', 'historyUnavailableReason', 'pendingApproval'].map(
      (name) => run?.metadata[name],
    ),
    [
      'history',
      '{"sorted":14}',
      '[{"id":"n1","status":"completed"}]',
      'retention',
      '{"nodeId":"n2","question":"Pay it?"}',
    ],
  )
  assert.equal(modusRest.read(JSON.stringify({ id: 'r', taskError: 'no reply' }))[0]?.error, 'no reply')
})

test('lists are kept by agent on the host of the API, and there are none without its address', () => {
  const settings = { agents: ['agent-7', 'a/b', 'agent-7', '..'] }
  assert.deepEqual(modusRest.lists(settings), [])
  assert.deepEqual(modusRest.lists({ ...settings, apiBaseUrl: 'https://api.example/api/v1' }), ['agent-7', 'a/b'])
  assert.deepEqual(modusRest.list('a/b', null), {
    method: 'GET',
    path: '/agents/a%2Fb/runs?status=all_executions&timeframe=last_week&pageSize=100',
    headers: { accept: 'application/json' },
    body: null,
    host: 'api',
  })
  assert.match(modusRest.list('a', 'p=2').path, /&pageToken=p%3D2$/)
  assert.equal(modusRest.nextPage('{"runs":[],"nextPageToken":"p2"}', null), 'p2')
  assert.equal(modusRest.nextPage('{"runs":[],"nextPageToken":"p2"}', 'p2'), null)
  assert.equal(modusRest.nextPage('{"runs":[],"nextPageToken":null}', 'p2'), null)
})

test('details are asked of listed runs by agent and workflow run, and of no run that was streamed', () => {
  const metadata = { agentId: 'agent-7', temporalRunId: uuid }
  assert.deepEqual(
    modusRest.details({ ...ref, metadata }).map(({ path }) => path),
    [`/agents/agent-7/runs/${encodeURIComponent(id)}?temporalRunId=${uuid}`],
  )
  assert.deepEqual(modusRest.details({ ...ref, surface: '', metadata }), [])
  assert.deepEqual(modusRest.details({ ...ref, agent: null }), [])
})

test('usage is asked for by hour and by day, and read bucket by bucket', () => {
  const request = modusRest.usage?.request({ sinceMs: 0, untilMs: 3_600_000, rollup: 'hour' })
  assert.equal(
    request?.path,
    '/usage?since=1970-01-01T00%3A00%3A00.000Z&until=1970-01-01T01%3A00%3A00.000Z&rollup=hour',
  )
  const buckets = [
    { bucket: '2026-11-24T11:00:00Z', model: 'm-large', call_count: 3, input_tokens: 900, output_tokens: 120 },
    { bucket: 'today', model: 'm-large', call_count: 1 },
    { bucket: '0000-01-01T00:00:00Z', model: 'm-large', call_count: 1 },
    { bucket: '2026-11-24T12:00:00Z', model: null, call_count: -1 },
  ]
  assert.deepEqual(modusRest.usage?.read(JSON.stringify({ org_id: 'o', buckets, totals: {} })), [
    { bucket: '2026-11-24T11:00:00.000Z', model: 'm-large', calls: 3, inputTokens: 900, outputTokens: 120 },
    { bucket: '2026-11-24T12:00:00.000Z', model: '', calls: 0, inputTokens: 0, outputTokens: 0 },
  ])
})
