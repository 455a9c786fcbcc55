import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { Problem } from '#lib/api/problem.ts'
import { Run } from '#lib/api/run.ts'
import { Source, type SourceCheck } from '#lib/api/source.ts'
import { closeRun, storeFrames, storeRun } from '#lib/db/testing-run.ts'
import { call, testApi } from '#lib/route/testing.ts'
import * as catchAll from '../[...path]/route.ts'
import * as openApiRoute from './openapi.json/route.ts'
import * as runs from './runs/route.ts'
import * as run from './runs/[id]/route.ts'
import * as connections from './runs/[id]/connections/route.ts'
import * as exportRoute from './runs/[id]/export/route.ts'
import * as frames from './runs/[id]/frames/route.ts'
import * as latency from './runs/[id]/latency/route.ts'
import * as baseline from './runs/[id]/baseline/route.ts'
import * as series from './runs/[id]/series/route.ts'
import * as markers from './runs/[id]/markers/route.ts'
import * as stop from './runs/[id]/stop/route.ts'
import * as tools from './runs/[id]/tools/route.ts'
import * as start from './runs/start/route.ts'
import * as sources from './sources/route.ts'
import * as source from './sources/[slug]/route.ts'
import * as check from './sources/[slug]/check/route.ts'

const db = await testApi()

const upstream = createServer((request, response) => {
  response.writeHead(request.headers.authorization === 'Bearer good' ? 404 : 401)
  response.end()
})
await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
const baseUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
after(() => {
  upstream.closeAllConnections()
  upstream.close()
})

async function problemOf(response: Response): Promise<Problem> {
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  const problem = Problem.parse(await response.json())
  assert.equal(problem.status, response.status)
  return problem
}

function addSource(input: object, headers: Record<string, string> = {}) {
  return call(sources.POST, 'POST', '/api/v1/sources', { body: input, headers })
}

test('what is not a good request is told as a problem', async () => {
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    call(sources.POST, 'POST', '/api/v1/sources', { body, headers })
  const record = (input: object) => call(runs.POST, 'POST', '/x', { body: { source: 'none', ...input } })
  const begin = (input: object) =>
    call(start.POST, 'POST', '/x', { body: { source: 'none', operation: 'run', ...input } })
  const named = { name: 'a', dialect: 'modus', baseUrl }
  for (const [response, status, words] of [
    [await post('{"name":'), 400, /not JSON/],
    [await post('{"name":"a","__proto__":{}}'), 400, /not JSON/],
    [await post('{"name":"a\\u0000"}'), 400, /NUL/],
    [await post('{"name":"\\ud800"}'), 400, /surrogate/],
    [await post('['.repeat(200_000)), 400, /./],
    [await post('{}', { 'content-type': 'text/plain' }), 415, /application\/json/],
    [await post(JSON.stringify({ name: 'x'.repeat(2 * 1024 * 1024) })), 413, /2 MiB/],
    [await post({ name: 'a', dialect: 'modus', baseUrl: 'nonsense' }), 400, /^baseUrl: /],
    [await post({ name: 'a', dialect: 'morse', baseUrl }), 400, /modus, .*generic/],
    [await post({ name: 'a', dialect: 'modus', baseUrl, extra: 1 }), 400, /extra/],
    [await post({ name: 'a', dialect: 'modus', baseUrl, slug: 'metrics' }), 400, /reserved/],
    [await call(runs.GET, 'GET', '/api/v1/runs?limit=0'), 400, /^limit: /],
    [await call(runs.GET, 'GET', '/api/v1/runs?status=flying'), 400, /status/],
    [await call(runs.GET, 'GET', '/api/v1/runs?cursor=x'), 400, /cursor/],
    [await call(runs.GET, 'GET', '/api/v1/runs?q=a%00'), 400, /NUL/],
    [await call(run.GET, 'GET', '/api/v1/runs/%00', { params: { id: '\0' } }), 400, /NUL/],
    [await call(series.GET, 'GET', '/x?points=5000', { params: { id: 'run_none' } }), 400, /^points: /],
    [await call(frames.GET, 'GET', '/x?after=99999999999', { params: { id: 'run_none' } }), 400, /^after: /],
    [await record({ upstreamRunId: '..' }), 400, /^upstreamRunId: /],
    [await begin({ idempotencyKey: 'a\r\nb: c' }), 400, /^idempotencyKey: /],
    [await begin({ idempotencyKey: 'ключ' }), 400, /^idempotencyKey: /],
    [await post({ ...named, credential: { scheme: 'header', name: 'Host', value: 'x' } }), 400, /^credential\.name: /],
    [await post({ ...named, credential: { scheme: 'header', name: 'a: b', value: 'x' } }), 400, /^credential\.name: /],
    [await post({ ...named, settings: { headers: { expect: 'x' } } }), 400, /^settings\.headers/],
    [await call(catchAll.GET, 'GET', '/api/v1/nowhere'), 404, /nothing at \/api\/v1\/nowhere/],
  ] as const) {
    const problem = await problemOf(response)
    assert.equal(problem.status, status, JSON.stringify(problem))
    assert.match(problem.detail ?? '', words)
  }
})

test('a run that does not exist is a 404 on every call', async () => {
  for (const [method, handler] of [
    ['GET', run.GET],
    ['DELETE', run.DELETE],
    ['GET', frames.GET],
    ['GET', tools.GET],
    ['GET', latency.GET],
    ['GET', series.GET],
    ['GET', baseline.GET],
    ['GET', markers.GET],
    ['GET', connections.GET],
    ['GET', exportRoute.GET],
    ['POST', stop.POST],
  ] as const) {
    const response = await call(handler, method, '/api/v1/runs/run_none/x', { params: { id: 'run_none' } })
    assert.equal((await problemOf(response)).status, 404)
  }
})

test('sources that point where nobody may go are refused by name', async () => {
  for (const [url, words] of [
    ['http://169.254.169.254/latest', /metadata/],
    ['http://metadata.google.internal/', /metadata/],
    ['http://10.0.0.1/', /private/],
    ['http://user:pw@example.com/', /user name/],
  ] as const) {
    const problem = await problemOf(await addSource({ name: 'a', dialect: 'modus', baseUrl: url }))
    assert.match(problem.detail ?? '', words)
    assert.equal(problem.errors?.[0]?.path, 'baseUrl')
  }
})

test('a check says plainly what happened, and the source remembers it', async () => {
  const answer = await addSource({ name: 'Checked', dialect: 'modus', baseUrl, credential: 'good' })
  assert.equal(answer.status, 201)
  assert.equal(answer.headers.get('location'), '/api/v1/sources/checked')
  assert.ok(!JSON.stringify(Source.parse(await answer.json())).includes('good'))
  const params = { slug: 'checked' }
  const checked = async () => (await (await call(check.POST, 'POST', '/x', { params })).json()) as SourceCheck
  const patch = (body: object) => call(source.PATCH, 'PATCH', '/x', { params, body })

  const good = await checked()
  assert.ok(good.ok && /^answered 404 in \d+ ms/.test(good.detail), good.detail)
  await patch({ credential: 'bad' })
  assert.deepEqual((await checked()).detail, '401: the credential was refused')
  await db.prisma.source.update({ where: params, data: { baseUrl: 'http://169.254.169.254' } })
  assert.equal((await checked()).detail, 'refused: 169.254.169.254 is a metadata address')
  await db.prisma.source.update({ where: params, data: { baseUrl: 'http://127.0.0.1:1' } })
  assert.equal((await checked()).detail, 'no answer: connection refused')

  const shown = Source.parse(await (await call(source.GET, 'GET', '/x', { params })).json())
  assert.deepEqual([shown.health?.ok, shown.health?.detail], [false, 'no answer: connection refused'])
})

test('a stored credential does not follow a source to another address', async () => {
  await addSource({ name: 'Moving', dialect: 'modus', baseUrl, credential: 'for the first one' })
  const params = { slug: 'moving' }
  const patch = (body: object) => call(source.PATCH, 'PATCH', '/x', { params, body })
  const refused = await problemOf(await patch({ baseUrl: 'http://127.0.0.1:1' }))
  assert.deepEqual([refused.status, refused.errors?.[0]?.path], [400, 'credential'])
  assert.equal((await patch({ baseUrl: `${baseUrl}/below` })).status, 200)
  assert.equal((await patch({ baseUrl: 'http://127.0.0.1:1', credential: 'for the second' })).status, 200)
  assert.equal((await patch({ baseUrl, credential: null })).status, 200)
})

test('a run is recorded once, started, changed, stopped and erased', async () => {
  await addSource({ name: 'Main', dialect: 'modus', baseUrl })
  const record = () => call(runs.POST, 'POST', '/x', { body: { source: 'main', upstreamRunId: 'u-1' } })
  const [first, second] = [await record(), await record()]
  assert.deepEqual([first.status, second.status], [201, 200])
  const made = Run.parse(await first.json())
  assert.deepEqual(Run.parse(await second.json()).id, made.id)
  assert.equal(first.headers.get('location'), `/api/v1/runs/${made.id}`)

  const begin = (body: object) =>
    call(start.POST, 'POST', '/x', { body: { source: 'main', operation: 'run', idempotencyKey: 'k', body } })
  assert.deepEqual([(await begin({ message: 'a' })).status, (await begin({ message: 'a' })).status], [201, 200])
  assert.equal((await problemOf(await begin({ message: 'b' }))).status, 409)

  const params = { id: made.id }
  const patched = await call(run.PATCH, 'PATCH', '/x', { params, body: { keep: true, labels: { a: 'b' }, title: 'T' } })
  const { keep, labels, title } = Run.parse(await patched.json())
  assert.deepEqual([keep, labels, title], [true, { a: 'b' }, 'T'])
  assert.equal((await call(stop.POST, 'POST', '/x', { params })).status, 202)

  const slug = { slug: 'main' }
  assert.equal((await problemOf(await call(source.DELETE, 'DELETE', '/x', { params: slug }))).status, 409)
  assert.equal((await call(run.DELETE, 'DELETE', '/x', { params })).status, 204)
  assert.equal((await call(run.GET, 'GET', '/x', { params })).status, 404)
  assert.equal((await call(source.DELETE, 'DELETE', '/x?withRuns=true', { params: slug })).status, 204)
})

test('a run reads back by every call, and its export cannot become a page', async () => {
  const { runId, publicId } = await storeRun(db)
  await storeFrames(db, runId, ['data: <script>\n\n', ': x\n\n'])
  await db.prisma.toolSpan.create({
    data: {
      runId,
      ordinal: 1,
      name: 'search',
      status: 'ok',
      startSeq: 1,
      endSeq: 2,
      startedUs: 1_795_510_767_124_456n,
      endedUs: 1_795_510_767_126_456n,
    },
  })
  await db.prisma.connection.create({
    data: {
      runId,
      number: 1,
      method: 'GET',
      path: '/s',
      requestHeaders: { accept: '*/*' },
      openedUs: 1_795_510_767_000_000n,
      tail: Buffer.from('da'),
    },
  })
  await closeRun(db, runId)
  const options = { params: { id: publicId } }
  const page = (await (await call(frames.GET, 'GET', '/x?after=1', options)).json()) as { frames: object[] }
  assert.equal(page.frames.length, 1)
  const spans = (await (await call(tools.GET, 'GET', '/x', options)).json()) as { tools: object[] }
  assert.deepEqual(spans.tools[0], {
    callId: null,
    name: 'search',
    status: 'ok',
    startSeq: 1,
    endSeq: 2,
    startedAt: '2026-11-24T08:59:27.124456Z',
    offsetMs: 1,
    beganOffsetMs: null,
    endOffsetMs: 3,
    durationMs: 2,
    arguments: null,
    result: null,
    error: null,
    parentCallId: null,
  })
  const exchanges = (await (await call(connections.GET, 'GET', '/x', options)).json()) as {
    connections: { tail: string }[]
  }
  assert.equal(exchanges.connections[0]?.tail, Buffer.from('da').toString('base64'))
  assert.equal((await call(latency.GET, 'GET', '/x', options)).status, 200)

  const sse = await call(exportRoute.GET, 'GET', '/x?format=sse', options)
  assert.equal(await sse.text(), 'data: <script>\n\n: x\n\n')
  assert.equal(sse.headers.get('content-type'), 'text/plain; charset=utf-8')
  assert.equal(sse.headers.get('content-disposition'), `attachment; filename="${publicId}.sse"`)
  assert.equal(sse.headers.get('content-security-policy'), 'sandbox')
  assert.equal(sse.headers.get('x-content-type-options'), 'nosniff')
})

test('the OpenAPI document names every call', async () => {
  const document = (await (await call(openApiRoute.GET, 'GET', '/x')).json()) as { openapi: string; paths: object }
  assert.equal(document.openapi, '3.1.0')
  assert.ok('/api/v1/runs/{id}/events' in document.paths && '/api/v1/runs/start' in document.paths)
})
