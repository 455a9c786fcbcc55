import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StartRequest } from './dialect.ts'
import { modus } from './modus.ts'

// The requests of "Create a run and stream events via SSE" and "Execute a workflow action and stream events via SSE".

function asked(operation: string, body: Record<string, unknown>, idempotencyKey: string | null = null) {
  const known = modus.operations.find(({ name }) => name === operation)
  assert.ok(known)
  const start: StartRequest = { operation, params: {}, body, idempotencyKey }
  const id = known.upstreamRunId(start, 'ours')
  const request = known.request(start, id)
  assert.ok(!('error' in request))
  return { start, id, request, operation: known }
}

const chat = {
  message: 'Where is order 7?',
  sessionId: 's-1',
  organizationId: 'o-1',
  fileThreadId: 'f-1',
  action: 'chat',
  runId: 'r-1',
}
const action = {
  organizationId: 'o-1',
  sessionId: 's-1',
  workflowAction: {
    toolId: 't-1',
    toolName: 'refund',
    aiDescription: 'Refund order 7',
    runtimeScope: 'org',
    amount: 3,
  },
  fileThreadId: 'f-1',
  previousOutputs: [{ order: 7 }],
  userTimezone: 'America/New_York',
  runId: 'r-2',
  source: 'api',
}

test('a chat and a workflow action go upstream as they were given, to their own paths', () => {
  for (const [name, path, body] of [
    ['run', '/agent/runs', chat],
    ['workflow-action', '/agent/workflow-actions', action],
  ] as const) {
    const { request } = asked(name, body)
    assert.deepEqual([request.method, request.path], ['POST', path])
    assert.deepEqual(JSON.parse(request.body ?? ''), body)
    assert.equal(request.headers['accept'], 'text/event-stream')
  }
})

test('an idempotency key takes precedence over the run id, and one of ours is sent where neither is given', () => {
  assert.deepEqual([asked('run', chat, 'key').id, asked('run', chat).id], ['key', 'r-1'])
  assert.equal(asked('run', chat, 'key').request.headers['idempotency-key'], 'key')
  const { runId: _, ...bare } = chat
  assert.equal(asked('run', bare).request.headers['idempotency-key'], 'ours')
})

test('a run is found by what its request says of it', () => {
  const told = asked('workflow-action', action)
  assert.equal(told.operation.title(told.start), 'Refund order 7')
  assert.equal(told.operation.threadId(told.start), 's-1')
  assert.deepEqual(told.operation.metadata(told.start), {
    organizationId: 'o-1',
    fileThreadId: 'f-1',
    source: 'api',
    userTimezone: 'America/New_York',
    toolName: 'refund',
  })
})
