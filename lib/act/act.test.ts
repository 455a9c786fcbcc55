import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import type { Connection } from '#lib/api/connection.ts'
import { listConnections } from '#lib/db/list-connections.ts'
import { readRunRef } from '#lib/db/read-run-ref.ts'
import type { OpenUpstream } from '#lib/db/read-upstream.ts'
import { storeRun } from '#lib/db/testing-run.ts'
import { testDatabase } from '#lib/db/testing.ts'
import type { Dialect, RequestSpec } from '#lib/dialects/dialect.ts'
import { generic } from '#lib/dialects/generic.ts'
import type { Rest, UpstreamRun } from '#lib/dialects/rest.ts'
import { send } from '#lib/http/send.ts'
import { act, type Deed } from './act.ts'

const db = await testDatabase()

type Reply = { status: number; headers?: Record<string, string>; body?: string }
type Heard = { method: string; path: string; headers: IncomingHttpHeaders; body: string }

const replies = new Map<string, Reply>()
const heard: Heard[] = []
const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    const { method = '', url: path = '', headers } = request
    heard.push({ method, path, headers, body: Buffer.concat(parts).toString() })
    const reply = replies.get(path)
    if (reply?.status === 0) return response.destroy()
    response.writeHead(reply?.status ?? 404, { 'content-type': 'application/json', ...reply?.headers })
    return response.end(reply?.body ?? '')
  })
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
after(() => {
  server.closeAllConnections()
  server.close()
})

const secret = 'sk-very-secret'
const upstream: OpenUpstream = {
  id: 'unused',
  slug: 's',
  dialect: 'toy',
  baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  credential: { scheme: 'bearer', name: null, value: secret },
  headers: {},
  settings: {},
}

const post = (path: string, body: object | null = null): RequestSpec => ({
  method: 'POST',
  path,
  headers: body === null ? {} : { 'content-type': 'application/json' },
  body: body === null ? null : JSON.stringify(body),
})

const rest: Rest = {
  read: (text) => JSON.parse(text) as UpstreamRun[],
  status: null,
  find: ({ threadId }) =>
    threadId === null ? null : { method: 'GET', path: `/threads/${threadId}`, headers: {}, body: null },
  details: () => [],
  lists: () => [],
  list: () => post('/'),
  nextPage: () => null,
  streams: false,
  usage: null,
}

const toy: Dialect = {
  ...generic,
  name: 'toy',
  cancel: ({ upstreamRunId, lastId }) =>
    upstreamRunId === null
      ? { reason: 'The id is not known.' }
      : [post(`/runs/${upstreamRunId}:cancel`, { lastId }), post(`/runs/${upstreamRunId}/cancel`)],
  input: ({ upstreamRunId }, content) => [post(`/runs/${upstreamRunId}/input`, { content })],
  rest,
}

type Columns = Parameters<typeof storeRun>[1]

async function acted(columns: Columns, deed: Deed = { name: 'cancel' }, dialect = toy) {
  heard.length = 0
  const { publicId } = await storeRun(db, { status: 'running', upstreamRunId: 'r', ...columns })
  const found = await readRunRef(publicId, db)
  assert.ok(found)
  const deps = {
    db,
    send: (...[request, options]: Parameters<typeof send>) =>
      send(request, { ...options, policy: { loopback: true, allow: [] } }),
    signal: new AbortController().signal,
  }
  const refusal = await act({ ...found, dialect }, deed, upstream, deps)
  const log = (await listConnections(publicId, db)) ?? []
  const after = await readRunRef(publicId, db)
  return { refusal, log, paths: heard.map(({ path }) => path), upstreamRunId: after?.ref.upstreamRunId }
}

function script(scripted: Record<string, Reply>): void {
  replies.clear()
  for (const [path, reply] of Object.entries(scripted)) replies.set(path, reply)
}

const pick = ({ purpose, method, path, status, requestBody, responseBody, why }: Connection) => ({
  purpose,
  method,
  path,
  status,
  requestBody,
  responseBody,
  why,
})

test('a run is cancelled with the credential of its source, and the exchange is in its log', async () => {
  script({
    '/runs/r:cancel': { status: 200, headers: { 'set-cookie': 'a=b', 'x-trace-id': 't' }, body: '{"ok":true}' },
  })
  const { refusal, log, paths } = await acted({})
  assert.equal(refusal, null)
  assert.deepEqual(paths, ['/runs/r:cancel'])
  assert.equal(heard[0]?.headers.authorization, `Bearer ${secret}`)
  assert.deepEqual(log.map(pick), [
    {
      purpose: 'cancel',
      method: 'POST',
      path: '/runs/r:cancel',
      status: 200,
      requestBody: '{"lastId":null}',
      responseBody: '{"ok":true}',
      why: 'http_status',
    },
  ])
  const [exchange] = log
  assert.deepEqual(exchange?.requestHeaders, { 'content-type': 'application/json' })
  assert.ok(exchange?.closedAt && exchange.openedAt <= exchange.closedAt)
  assert.deepEqual(
    [exchange.responseHeaders?.['set-cookie'], exchange.responseHeaders?.['x-trace-id']],
    [undefined, 't'],
  )
})

test('input goes upstream as it is', async () => {
  script({ '/runs/r/input': { status: 204 } })
  const { refusal, log } = await acted({ status: 'waiting_for_input' }, { name: 'input', content: ' ja, „so“ \n' })
  assert.equal(refusal, null)
  assert.deepEqual(JSON.parse(heard[0]?.body ?? ''), { content: ' ja, „so“ \n' })
  assert.deepEqual([log[0]?.purpose, log[0]?.requestBody], ['input', '{"content":" ja, „so“ \\n"}'])
})

test('a path that is not there gives way to the next one', async () => {
  for (const status of [404, 405]) {
    script({ '/runs/r:cancel': { status }, '/runs/r/cancel': { status: 202 } })
    const { refusal, log, paths } = await acted({})
    assert.equal(refusal, null)
    assert.deepEqual(paths, ['/runs/r:cancel', '/runs/r/cancel'])
    assert.deepEqual(
      log.map(({ number, status }) => [number, status]),
      [
        [1, status],
        [2, 202],
      ],
    )
  }
  script({ '/runs/r:cancel': { status: 409, body: '{"message":"busy"}' }, '/runs/r/cancel': { status: 202 } })
  assert.deepEqual((await acted({})).paths, ['/runs/r:cancel'])
})

test('what the upstream says against it is passed on in its own words', async () => {
  for (const [reply, status, words] of [
    [
      { status: 409, body: '{"code":"runs.not_active","message":"run is not active"}' },
      409,
      /\(409\): run is not active$/,
    ],
    [{ status: 422, body: '{"detail":{"message":"too  \\n large"}}' }, 409, /\(422\): too large$/],
    [{ status: 404, body: '{"error":"no such run"}' }, 409, /\(404\): no such run$/],
    [{ status: 400, headers: { 'content-type': 'text/plain' }, body: 'Bad\n' }, 409, /\(400\): Bad$/],
    [{ status: 400, headers: { 'content-type': 'text/html' }, body: '<h1>Bad</h1>' }, 409, /\(400\)\.$/],
    [{ status: 401, body: `{"message":"${secret} is wrong"}` }, 409, /refused the credential \(401\)\.$/],
    [{ status: 403 }, 409, /refused the credential \(403\)\.$/],
    [{ status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 502, /redirects/],
    [{ status: 503, body: '{"message":"overloaded"}' }, 502, /trouble \(503\): overloaded$/],
    [{ status: 0 }, 502, /^No answer from the upstream: the connection was cut\.$/],
  ] as const) {
    script({ '/runs/r:cancel': reply })
    const { refusal } = await acted({})
    assert.equal(refusal?.status, status, JSON.stringify(reply))
    assert.match(refusal.detail, words)
  }
})

test('an upstream that limits requests says when to ask again', async () => {
  script({ '/runs/r:cancel': { status: 429, headers: { 'retry-after': '7' } } })
  const { refusal } = await acted({})
  assert.deepEqual([refusal?.status, refusal?.retryAfter], [429, '7'])
})

test('an address where nobody may go is refused, and the log says so', async () => {
  const { publicId } = await storeRun(db, { status: 'running', upstreamRunId: 'r' })
  const found = await readRunRef(publicId, db)
  assert.ok(found)
  const away = { ...upstream, baseUrl: 'http://169.254.169.254' }
  const signal = new AbortController().signal
  const refusal = await act({ ...found, dialect: toy }, { name: 'cancel' }, away, { db, send, signal })
  assert.match(refusal?.detail ?? '', /metadata address/)
  const log = await listConnections(publicId, db)
  assert.deepEqual([log?.[0]?.why, log?.[0]?.status], ['refused_address', null])
})

test('a server that repeats the credential does not get it into an answer or the log', async () => {
  script({ '/runs/r:cancel': { status: 409, body: `{"message":"key ${secret} may not"}` } })
  const { refusal, log } = await acted({})
  assert.match(refusal?.detail ?? '', /key \[credential\] may not$/)
  assert.ok(!JSON.stringify([refusal, log]).includes(secret))
})

test('nothing is asked of the upstream where it is known to be of no use', async () => {
  const ended = await acted({ status: 'completed' })
  assert.deepEqual([ended.refusal, ended.paths], [{ status: 409, detail: 'The run has ended.' }, []])
  const impossible = await acted({}, { name: 'input', content: 'x' }, generic)
  assert.deepEqual(
    [impossible.refusal, impossible.paths],
    [{ status: 409, detail: 'A generic stream takes no input.' }, []],
  )
})

test('an id that the upstream did not tell is looked for first', async () => {
  const startedMs = 1_795_510_767_123
  const columns = { upstreamRunId: null, threadId: 't', startedAtBasis: 'request' }
  const listed = (...runs: [id: string, createdMs: number][]) =>
    JSON.stringify(runs.map(([upstreamRunId, createdMs]) => ({ upstreamRunId, createdMs })))
  script({
    '/threads/t': { status: 200, body: listed(['ours', startedMs + 300], ['older', startedMs - 60_000]) },
    '/runs/ours:cancel': { status: 200 },
  })
  const { refusal, log, upstreamRunId } = await acted(columns)
  assert.equal(refusal, null)
  assert.equal(upstreamRunId, 'ours')
  assert.deepEqual(
    log.map(({ purpose, path }) => [purpose, path]),
    [
      ['find', '/threads/t'],
      ['cancel', '/runs/ours:cancel'],
    ],
  )
  for (const [body, words] of [
    [listed(), /lists none that began/],
    [listed(['a', startedMs], ['b', startedMs]), /several/],
  ] as const) {
    script({ '/threads/t': { status: 200, body } })
    const { refusal, log } = await acted(columns)
    assert.equal(refusal?.status, 409)
    assert.match(refusal.detail, words)
    assert.equal(log.length, 1)
  }
  script({ '/threads/t': { status: 500 } })
  assert.equal((await acted(columns)).refusal?.status, 502)
  const unsent = await acted({ ...columns, startedAtBasis: null })
  assert.match(unsent.refusal?.detail ?? '', /not sent yet/)
  assert.deepEqual(unsent.paths, [])
  assert.equal((await acted({ upstreamRunId: null })).refusal?.detail, 'The id is not known.')
})
