import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { RecordInput, StartInput } from '#lib/api/run.ts'
import { SourceInput, SourcePatch } from '#lib/api/source.ts'
import type { RequestSpec } from '#lib/dialects/dialect.ts'
import { dialects, getDialect } from '#lib/dialects/dialects.ts'
import { startDemo } from './demo.ts'
import { listen, respond, type SeenRequest } from './listen.ts'
import { json } from './answers.ts'

test('the demo registers its sources, starts runs that its upstreams know, and stops', async (t) => {
  const api = await fakeApi(t, { known: false })
  const demo = await startDemo({ apiUrl: api.url, apiKey: 'k'.repeat(32) })
  const sources = api.sources()
  assert.deepEqual(
    sources.map(({ slug, baseUrl }) => ({ slug, url: baseUrl })),
    demo.upstreams,
  )
  assert.deepEqual(new Set(sources.map(({ dialect }) => dialect)), new Set(dialects.map(({ name }) => name)))
  const isModus = ({ source }: StartInput) =>
    sources.some(({ slug, dialect }) => slug === source && dialect === 'modus')
  const started = await api.started(isModus)
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
  const sources = api.sources()
  for (const { slug, dialect: name, baseUrl, credential = null } of sources) {
    const dialect = getDialect(name)
    const send = (spec: RequestSpec) => {
      const authorized = typeof credential === 'string' ? { authorization: `Bearer ${credential}` } : {}
      return fetch(`${baseUrl}${spec.path}`, { ...spec, headers: { ...spec.headers, ...authorized } })
    }
    for (const operation of dialect?.operations ?? []) {
      const body = { message: 'hello', sessionId: `of ${operation.name}`, organizationId: 'mine', workflowAction: {} }
      const params = { method: 'POST', path: '/v1/stream?topic=news', threadId: 't', agentId: 'a' }
      const start = { operation: operation.name, params, body: name === 'arkloop' ? {} : body, idempotencyKey: null }
      const request = operation.request(start, operation.upstreamRunId(start, `by-hand-${operation.name}`))
      assert.ok(!('error' in request))
      let answer = await send(request)
      assert.ok(answer.ok, `${slug} ${operation.name}`)
      if (operation.created) {
        const upstreamRunId = operation.created(await answer.text())
        const run = { surface: operation.surface, upstreamRunId, threadId: null, agent: null, lastId: null, start }
        const watch = dialect?.watch({ ...run, startedMs: null, cursor: null, settings: {}, sweep: false })
        assert.ok(watch)
        answer = await send(watch)
      }
      const first = await answer.body?.getReader().read()
      assert.match(new TextDecoder().decode(first?.value), /^(id|event|data|: ping)(: ?)?/m)
    }
  }
  await demo.stop()
})

test('a run of the demo waits until it is answered, and then goes on', async (t) => {
  const api = await fakeApi(t, { known: false })
  const demo = await startDemo({ apiUrl: api.url, random: () => 0.5 })
  const started = await api.started(
    ({ source, labels }) => source === 'loop' && labels?.['agent'] === 'release-manager',
  )
  const source = api.sources().find(({ slug }) => slug === 'loop')
  const token = typeof source?.credential === 'string' ? source.credential : ''
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const post = async (path: string, body: object) => {
    const answer = await fetch(`${source?.baseUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return (await answer.json()) as { run_id: string }
  }
  const { run_id: runId } = await post(`/v1/threads/${started.params['threadId']}/runs`, started.body)
  const stream = await fetch(`${source?.baseUrl}/v1/runs/${runId}/events`, { headers })
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
  const readUntil = async (event: string) => {
    let text = ''
    while (!text.includes(`event: ${event}\n`)) text += (await reader?.read())?.value ?? assert.fail(text)
    return text
  }
  assert.doesNotMatch(await readUntil('run.paused'), /event: run\.input_provided/)
  await post(`/v1/runs/${runId}/input`, { content: '{"approve":true}' })
  assert.match(await readUntil('run.completed'), /event: run\.input_provided[^]*"tool_name":"deploy"/)
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
  const starts: StartInput[] = []
  let onStart: () => void = () => undefined
  const api = await open(t, (request) => {
    if (request.path === '/api/v1/runs/start') {
      starts.push(parse(StartInput, request.body))
      onStart()
    }
    if (request.path === '/api/v1/runs') parse(RecordInput, request.body)
    if (request.method === 'GET') return json(known ? 200 : 404, {})
    return json(request.method === 'PATCH' ? 200 : 201, {})
  })
  return {
    ...api,
    sources: () =>
      api.requests.filter(({ path }) => path === '/api/v1/sources').map(({ body }) => parse(SourceInput, body)),
    /** The first start of that sort, now or when it comes. */
    async started(isIt: (start: StartInput) => boolean): Promise<StartInput> {
      for (;;) {
        const found = starts.find(isIt)
        if (found) return found
        await new Promise<void>((resolve) => (onStart = resolve))
      }
    },
  }
}

async function open(t: TestContext, answer: (request: SeenRequest) => { status: number }) {
  const api = await listen((request, response) => respond(response, answer(request)))
  t.after(() => api.close())
  return api
}

function parse<T>(schema: { parse(value: unknown): T }, body: string): T {
  return schema.parse(JSON.parse(body))
}
