import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StartRequest } from './dialect.ts'
import { generic } from './generic.ts'

const [stream] = generic.operations
assert.ok(stream)

const start = (params: Record<string, string>, body: Record<string, unknown> = {}): StartRequest => ({
  operation: 'stream',
  params,
  body,
  idempotencyKey: null,
})
const read = (event: string | null, data: string) => generic.interpret(null, { id: null, event, data })
const watch = (run: Partial<Parameters<typeof generic.watch>[0]>) =>
  generic.watch({
    surface: '',
    upstreamRunId: null,
    threadId: null,
    agent: null,
    lastId: null,
    start: null,
    startedMs: null,
    cursor: null,
    settings: {},
    sweep: false,
    ...run,
  })

test('it reads nothing but errors and heartbeats, and those by their event names', () => {
  assert.deepEqual(read('error', 'no more'), {
    state: null,
    kind: 'error',
    events: [{ type: 'error', message: 'no more' }],
  })
  assert.deepEqual(read('error', '').events, [{ type: 'error', message: 'error' }])
  for (const event of ['ping', 'Heartbeat', 'keepalive', 'keep-alive']) assert.equal(read(event, '').kind, 'heartbeat')
  for (const event of [null, 'message', 'done', 'pinged', 'errors']) {
    assert.deepEqual(read(event, '{"type":"error"}'), { state: null, kind: 'unknown', events: [] })
  }
})

test('a stream is not resumed unless the source says that it can be', () => {
  assert.equal(generic.stream('', {}).class, 'C')
  assert.equal(generic.stream('', { resumeById: false }).class, 'C')
  assert.equal(generic.stream('', { resumeById: true }).class, 'B')
})

test('numbers are ordered as numbers, pairs as pairs, and nothing else at all', () => {
  const order = (a: string, b: string) => {
    const sign = generic.compareIds(a, b)
    return sign === null ? null : Math.sign(sign)
  }
  assert.deepEqual([order('9', '10'), order('10', '9'), order('7', '7')], [-1, 1, 0])
  assert.deepEqual([order('5-2', '5-10'), order('6-0', '5-10')], [-1, 1])
  for (const [a, b] of [
    ['a', 'b'],
    ['1', 'a'],
    ['1', '5-2'],
    ['-1', '1'],
    ['1.5', '2'],
    ['1'.repeat(16), '2'.repeat(16)],
  ] as const) {
    assert.equal(order(a, b), null, `${a} and ${b}`)
  }
})

test('a stream is opened by the method and path that were given', () => {
  assert.deepEqual(stream.request(start({ method: 'get', path: '/feed?topic=a' }), null), {
    method: 'GET',
    path: '/feed?topic=a',
    headers: { accept: 'text/event-stream' },
    body: null,
  })
  assert.deepEqual(stream.request(start({ path: '/chat' }, { prompt: 'Hi', n: 1 }), null), {
    method: 'POST',
    path: '/chat',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: '{"prompt":"Hi","n":1}',
  })
})

test('a start that cannot be made says what is missing', () => {
  assert.deepEqual(stream.request(start({ method: 'DELETE', path: '/x' }), null), {
    error: 'params.method must be GET or POST',
  })
  for (const path of [undefined, '', 'feed', 'https://elsewhere.example/']) {
    const request = stream.request(start(path === undefined ? {} : { path }), null)
    assert.deepEqual(request, { error: 'params.path must start with /' })
  }
})

test('a run is called by its question, else by its path', () => {
  assert.equal(stream.title(start({ path: '/chat' }, { prompt: 'Why?' })), 'Why?')
  assert.equal(stream.title(start({ path: '/chat' }, { prompt: '' })), '/chat')
  assert.equal(stream.title(start({})), null)
  assert.equal(stream.threadId(start({}, { session_id: 's' })), 's')
  assert.equal(stream.threadId(start({})), null)
})

test('a run is watched by the path that the source gives, its id made safe for a path', () => {
  const settings = { paths: { watch: '/runs/{runId}/stream?again={runId}' } }
  assert.equal(watch({ upstreamRunId: 'a/../b?c', settings })?.path, '/runs/a%2F..%2Fb%3Fc/stream?again=a%2F..%2Fb%3Fc')
  assert.equal(watch({ upstreamRunId: 'a' }), null)
  assert.equal(watch({ settings }), null)
})

test('a stream that was opened by GET is asked for again by its path, one opened by POST never', () => {
  assert.equal(watch({ start: start({ method: 'GET', path: '/feed' }) })?.path, '/feed')
  assert.equal(watch({ start: start({ method: 'POST', path: '/chat' }) }), null)
  assert.equal(watch({ start: start({ path: '/chat' }) }), null)
})

test('the cursor is sent only where the source resumes by id', () => {
  const feed = { start: start({ method: 'GET', path: '/feed' }), cursor: '41' }
  assert.equal(watch({ ...feed, settings: { resumeById: true } })?.headers['last-event-id'], '41')
  assert.equal(watch(feed)?.headers['last-event-id'], undefined)
})

test('a check is harmless', () => {
  assert.deepEqual(generic.check({}), { method: 'GET', path: '/', headers: { accept: '*/*' }, body: null })
})
