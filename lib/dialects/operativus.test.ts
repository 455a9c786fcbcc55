import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fields } from '#lib/sse/block.ts'
import type { RunRef, StartRequest, WatchRequest } from './dialect.ts'
import { operativus } from './operativus.ts'

const known: RunRef = {
  surface: 'log',
  upstreamRunId: 'r/1',
  threadId: 's-1',
  agent: 'a 1',
  lastId: null,
  start: null,
  startedMs: null,
}
const start: StartRequest = {
  operation: 'run',
  params: { agentId: 'a/1' },
  body: { message: 'Hi', sessionId: 's-1', orgId: 'o-1', generateFollowups: true, media: [], options: { model: 'm' } },
  idempotencyKey: null,
}

test('a chat run is asked for as a stream of its agent, with the body as it was given', () => {
  const [run] = operativus.operations
  assert.deepEqual(run?.request(start, null), {
    method: 'POST',
    path: '/api/agents/a%2F1/runs/stream',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify(start.body),
  })
  assert.equal(run?.upstreamRunId(start, 'ours'), null)
  assert.equal(run?.title(start), 'Hi')
  assert.equal(run?.threadId(start), 's-1')
  assert.deepEqual(run?.metadata(start), { orgId: 'o-1' })
  const error = { error: 'params.agentId is required: the agent that is to run' }
  assert.deepEqual(run?.request({ ...start, params: { agentId: ' ' } }, null), error)
})

test('a background run is asked for as JSON, whose answer tells the id to watch', () => {
  const background = operativus.operations.find(({ name }) => name === 'background')
  const request = background?.request(start, null)
  assert.ok(request && 'path' in request)
  assert.equal(request.path, '/api/agents/a%2F1/runs/background')
  assert.equal(request.headers['accept'], 'application/json')
  assert.equal(background?.surface, 'log')
  assert.equal(background?.created?.('{"runId":"r-1","status":"QUEUED"}'), 'r-1')
  assert.equal(background?.created?.('{"status":"QUEUED"}'), null)
  assert.equal(background?.created?.('busy'), null)
})

test('a log is watched behind a number, from 0 for all of it; a chat stream cannot be watched', () => {
  const watch = (more: Partial<WatchRequest>) =>
    operativus.watch({ ...known, cursor: null, settings: {}, sweep: false, ...more })
  assert.equal(watch({})?.path, '/api/v1/runs/r%2F1/events?sinceId=0')
  assert.equal(watch({ cursor: '1004' })?.path, '/api/v1/runs/r%2F1/events?sinceId=1004')
  assert.equal(watch({})?.ticket, undefined)
  assert.deepEqual(watch({ settings: { singleUseToken: true } })?.ticket, {
    request: {
      method: 'POST',
      path: '/api/v1/runs/r%2F1/sse-token',
      headers: { accept: 'application/json' },
      body: null,
    },
    field: 'token',
    param: 'token',
  })
  assert.equal(watch({ surface: 'chat' }), null)
  assert.equal(watch({ upstreamRunId: null }), null)
})

test('a path made of somebody’s id never leads elsewhere', () => {
  for (const id of ['..', '.', '../x', '?a', '#b', '\ud800']) {
    const path = operativus.watch({ ...known, upstreamRunId: id, cursor: null, settings: {}, sweep: false })?.path ?? ''
    assert.match(new URL(path, 'http://upstream.example').pathname, /^\/api\/v1\/runs\/[^/]+\/events$/, id)
  }
})

test('a run is cancelled by its id, and where the agent is known in a second way', () => {
  assert.deepEqual(paths(operativus.cancel(known)), [
    'POST /api/v1/runs/r%2F1/cancel',
    'DELETE /api/agents/a%201/runs/r%2F1',
  ])
  assert.deepEqual(paths(operativus.cancel({ ...known, agent: null })), ['POST /api/v1/runs/r%2F1/cancel'])
  assert.deepEqual(paths(operativus.cancel({ ...known, agent: null, start })), [
    'POST /api/v1/runs/r%2F1/cancel',
    'DELETE /api/agents/a%2F1/runs/r%2F1',
  ])
  assert.ok('reason' in operativus.cancel({ ...known, upstreamRunId: null }))
  assert.ok('reason' in operativus.input(known, 'yes'))
})

test('only the numbers of the log are identities, and only whole ones', () => {
  const identity = (id: string | null) => operativus.identify({ id, event: null, data: '{}' })
  assert.equal(identity('1004'), '1004')
  for (const id of [null, '', '-1', '1.5', 'abc', '1'.repeat(20)]) assert.equal(identity(id), null)
  assert.ok((operativus.compareIds('9007199254740993', '9007199254740992') ?? 0) > 0)
})

test('the time is read from ms, seconds and text, and nothing is made of what is none', () => {
  const emitted = (frame: object) => operativus.emittedUs(block(frame))
  assert.equal(emitted({ event: 'START', timestamp: 1766000000123 }), 1766000000123000)
  assert.equal(emitted({ eventType: 'RUN_START', eventTs: 1766000000.25 }), 1766000000250000)
  assert.equal(emitted({ eventTs: '2025-12-17T19:33:20.123456789Z' }), 1766000000123456)
  assert.equal(emitted({ eventTs: '2025-12-17T21:33:20+02:00' }), 1766000000000000)
  assert.equal(emitted({ eventTs: '2025-12-17T19:33:20.5' }), 1766000000500000)
  for (const eventTs of [null, '', 'now', 0, -1, 1e18, true, '2025-13-45T00:00:00Z'])
    assert.equal(emitted({ eventTs }), null)
})

test('an end after an error means failed, any other end without a terminal frame nothing', () => {
  let state = operativus.initial
  assert.equal(operativus.atEnd(state), null)
  state = operativus.interpret(state, block({ event: 'CONTENT_DELTA', data: 'x' })).state
  assert.equal(operativus.atEnd(state), null)
  state = operativus.interpret(state, block({ event: 'ERROR', data: 'quota' })).state
  assert.equal(operativus.atEnd(state), 'failed')
})

test('a payload that was read once is not read again', () => {
  const once = { id: '1', event: 'RUN_START', data: '{"eventType":"RUN_START","runId":"r","eventTs":1766000000}' }
  let reads = 0
  const watched = {
    ...once,
    get data() {
      reads++
      return once.data
    },
  } as Fields
  operativus.interpret(operativus.initial, watched)
  const afterOne = reads
  assert.equal(operativus.emittedUs(watched), 1766000000000000)
  assert.equal(operativus.identify(watched), '1')
  assert.equal(reads, afterOne)
})

function block(frame: object): Fields {
  return { id: null, event: null, data: JSON.stringify(frame) }
}

function paths(action: ReturnType<typeof operativus.cancel>): string[] {
  return 'reason' in action ? [] : action.map(({ method, path }) => `${method} ${path}`)
}
