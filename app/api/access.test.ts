import assert from 'node:assert/strict'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { call, testApi } from '#lib/route/testing.ts'

const apiKey = 'test-key-of-at-least-32-characters'
await testApi({ RUNTAPE_API_KEY: apiKey })

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
const open = new Set(['GET health', 'POST session', 'DELETE session'])

type Handler = Parameters<typeof call>[0]
type Module = Partial<Record<(typeof methods)[number], Handler>>

const routes: { name: string; method: string; handler: Handler }[] = []
for await (const file of glob('**/route.ts', { cwd: import.meta.dirname })) {
  const found = (await import(join(import.meta.dirname, file))) as Module
  for (const method of methods) {
    const handler = found[method]
    if (handler) routes.push({ name: file.replace(/\/route\.ts$/, ''), method, handler })
  }
}

const params = { id: 'run_1', slug: 's', path: '' }

test('there are routes, and every one of them is refused without a key', async () => {
  assert.ok(routes.length > 25, String(routes.length))
  for (const { name, method, handler } of routes) {
    if (open.has(`${method} ${name}`)) continue
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: `Basic ${apiKey}` },
      { cookie: 'runtape=forged; __Host-runtape=forged' },
      { 'x-middleware-subrequest': 'middleware:middleware', rsc: '1', 'next-router-prefetch': '1' },
      { 'x-forwarded-host': 'localhost', host: '127.0.0.1' },
    ]) {
      const response = await call(handler, method, `/api/${name}?apiKey=${apiKey}`, { params, headers })
      assert.equal(response.status, 401, `${method} ${name} ${JSON.stringify(headers)}`)
      assert.equal(response.headers.get('content-type'), 'application/problem+json')
      assert.equal(response.headers.get('cache-control'), 'no-store')
    }
  }
})

test('with the key none of them is refused', async () => {
  for (const { name, method, handler } of routes) {
    if (open.has(`${method} ${name}`)) continue
    const response = await call(handler, method, `/api/${name}`, {
      params,
      headers: { authorization: `Bearer ${apiKey}` },
    })
    assert.ok(![401, 403, 500].includes(response.status), `${method} ${name}: ${response.status}`)
    await response.body?.cancel()
  }
})

async function session(method: 'POST' | 'DELETE', headers: Record<string, string>, body?: unknown) {
  const found = routes.find((route) => route.name === 'session' && route.method === method)
  assert.ok(found)
  return call(found.handler, method, '/api/session', { headers, ...(body === undefined ? {} : { body }) })
}

async function listRuns(headers: Record<string, string>) {
  const { GET } = await import('./v1/runs/route.ts')
  return call(GET, 'GET', '/api/v1/runs', { headers })
}

const ours = { origin: 'http://localhost:3000' }

test('signing in gives a session that reads, changes only from our own pages, and ends', async () => {
  const answer = await session('POST', { ...ours, 'x-forwarded-for': '203.0.113.1' }, { key: apiKey })
  assert.equal(answer.status, 204)
  const set = answer.headers.get('set-cookie') ?? ''
  assert.match(set, /^runtape=[^;]+; Path=\/; HttpOnly; SameSite=Lax/)
  const cookie = set.split(';')[0] ?? ''
  assert.equal((await listRuns({ cookie })).status, 200)

  const { POST } = await import('./v1/sources/route.ts')
  const body = { name: 'a', dialect: 'modus', baseUrl: 'http://127.0.0.1:9' }
  const add = (headers: Record<string, string>) =>
    call(POST, 'POST', '/api/v1/sources', { headers: { cookie, ...headers }, body })
  assert.equal((await add({})).status, 403)
  assert.equal((await add({ origin: 'null' })).status, 403)
  assert.equal((await add({ ...ours, 'content-type': 'text/plain' })).status, 415)
  assert.equal((await add(ours)).status, 201)

  const ended = await session('DELETE', ours)
  assert.match(ended.headers.get('set-cookie') ?? '', /^runtape=; .*Max-Age=0/)
})

test('wrong keys are slowed down, and another site signs nobody in', async () => {
  const headers = { ...ours, 'x-forwarded-for': '198.51.100.7, 203.0.113.9' }
  const statuses: number[] = []
  for (let tries = 0; tries < 4; tries++) {
    // What a client claims before the nearest proxy's word makes no difference.
    const claimed = { ...headers, 'x-forwarded-for': `10.0.0.${tries}, 203.0.113.9` }
    statuses.push((await session('POST', claimed, { key: 'wrong' })).status)
  }
  assert.deepEqual(statuses, [401, 401, 401, 429])
  const other = { origin: 'http://evil.example', 'x-forwarded-for': '203.0.113.10' }
  assert.equal((await session('POST', other, { key: apiKey })).status, 403)
  assert.equal((await session('POST', { 'x-forwarded-for': '203.0.113.10' }, { key: apiKey })).status, 403)
})

test('health tells nothing but itself', async () => {
  const { GET } = await import('./health/route.ts')
  const response = await call(GET, 'GET', '/api/health')
  assert.deepEqual([response.status, await response.json()], [200, { status: 'ok', database: 'ok', recorders: 0 }])
})
