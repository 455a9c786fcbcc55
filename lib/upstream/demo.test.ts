import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { RecordInput, StartInput } from '#lib/api/run.ts'
import { SourceInput, SourcePatch } from '#lib/api/source.ts'
import { startDemo } from './demo.ts'
import { listen, respond, type SeenRequest } from './listen.ts'
import { json } from './answers.ts'

test('the demo registers its sources, starts runs that its upstreams know, and stops', async (t) => {
  const api = await fakeApi(t, { known: false })
  const demo = await startDemo({ apiUrl: api.url, apiKey: 'k'.repeat(32) })
  const sources = api.requests
    .filter(({ path }) => path === '/api/v1/sources')
    .map(({ body }) => parse(SourceInput, body))
  assert.deepEqual(
    sources.map(({ slug, dialect, baseUrl }) => ({ slug, dialect, url: baseUrl })),
    demo.upstreams.map(({ slug, url }) => ({ slug, url, dialect: slug === 'feed' ? 'generic' : 'modus' })),
  )
  const started = parse(StartInput, (await api.started).body)
  const source = sources.find(({ slug }) => slug === started.source)
  const token = typeof source?.credential === 'string' ? source.credential : ''
  const answer = await fetch(`${source?.baseUrl}/agent/runs`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': started.idempotencyKey ?? '',
    },
    body: JSON.stringify(started.body),
  })
  assert.equal(answer.status, 200)
  const first = await answer.body?.getReader().read()
  assert.match(new TextDecoder().decode(first?.value), /^id: \d+-\d+\ndata: \{"type":/)
  assert.ok(api.requests.every(({ headers }) => headers['authorization'] === `Bearer ${'k'.repeat(32)}`))
  await demo.stop()
  await assert.rejects(fetch(source?.baseUrl ?? ''))
})

test('a run that somebody starts by hand streams, on every source and whatever was asked', async (t) => {
  const api = await fakeApi(t, { known: false })
  const demo = await startDemo({ apiUrl: api.url })
  const sources = api.requests
    .filter(({ path }) => path === '/api/v1/sources')
    .map(({ body }) => parse(SourceInput, body))
  for (const { dialect, baseUrl, credential } of sources) {
    const answer = await fetch(`${baseUrl}${dialect === 'modus' ? '/agent/runs' : '/v1/stream?topic=news'}`, {
      method: 'POST',
      headers: {
        ...(typeof credential === 'string' ? { authorization: `Bearer ${credential}` } : {}),
        'content-type': 'application/json',
      },
      body: JSON.stringify({ message: 'hello', sessionId: 's', organizationId: 'mine' }),
    })
    assert.equal(answer.status, 200)
    const first = await answer.body?.getReader().read()
    assert.match(new TextDecoder().decode(first?.value), /^(id|event|data): ?/m)
  }
  await demo.stop()
})

test('sources of an earlier demo are pointed at the new upstreams', async (t) => {
  const api = await fakeApi(t, { known: true })
  const demo = await startDemo({ apiUrl: api.url })
  const patches = api.requests.filter(({ method }) => method === 'PATCH')
  assert.deepEqual(
    patches.map(({ body }) => parse(SourcePatch, body).baseUrl),
    demo.upstreams.map(({ url }) => url),
  )
  await demo.stop()
})

test('an API that refuses is an error, and nothing is left open', async (t) => {
  const { url } = await open(t, () => json(401, { detail: 'a key is needed' }))
  await assert.rejects(startDemo({ apiUrl: url }), /PATCH .* answered 401/)
})

async function fakeApi(t: TestContext, { known }: { known: boolean }) {
  const started = Promise.withResolvers<SeenRequest>()
  const api = await open(t, (request) => {
    if (request.path === '/api/v1/runs/start') started.resolve(request)
    if (request.path === '/api/v1/runs') parse(RecordInput, request.body)
    if (request.method === 'GET') return json(known ? 200 : 404, {})
    return json(request.method === 'PATCH' ? 200 : 201, {})
  })
  return { ...api, started: started.promise }
}

async function open(t: TestContext, answer: (request: SeenRequest) => { status: number }) {
  const api = await listen((request, response) => respond(response, answer(request)))
  t.after(() => api.close())
  return api
}

function parse<T>(schema: { parse(value: unknown): T }, body: string): T {
  return schema.parse(JSON.parse(body))
}
