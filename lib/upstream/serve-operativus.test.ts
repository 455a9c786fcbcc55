import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixtures } from '#lib/dialects/fixtures/operativus.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import { createSplitter } from '#lib/sse/split.ts'
import { realClock } from './clock.ts'
import { operativusAnswers } from './operativus-answers.ts'
import { cut, emit, gate, hang, wait, type Script } from './script.ts'
import { scriptOf } from './script-of.ts'
import type { OperativusOptions } from './serve-operativus.ts'
import { serve, until } from './testing-operativus.ts'

const said = (event: string, data?: unknown) => emit({ event, ...(data === undefined ? {} : { data }) })
const logged = (eventType: string, payload: object = {}) => emit({ eventType, payload })
const chat: Script = {
  steps: [said('START'), wait(1), said('CONTENT_DELTA', 'Hel'), said('CONTENT_DONE'), said('STOP')],
}
const log: Script = {
  steps: [logged('RUN_START'), logged('TOOL_INVOKED', { toolName: 'search' }), logged('RUN_COMPLETE')],
}

test('a chat stream is byte for byte as the service writes it, without a space after the colon', async (t) => {
  const { post } = await serve(t, { start: () => ({ chat }) })
  const answer = await post('/api/agents/a-1/runs/stream', { message: 'Hi' })
  assert.equal(answer.headers.get('content-type'), 'text/event-stream')
  assert.equal(
    await answer.text(),
    [
      'data:{"event":"START","data":"","timestamp":1717000000000}\n\n',
      'data:{"event":"CONTENT_DELTA","data":"Hel","timestamp":1717000000001}\n\n',
      'data:{"event":"CONTENT_DONE","data":"","timestamp":1717000000001}\n\n',
      'data:{"event":"STOP","data":"","timestamp":1717000000001}\n\n',
    ].join(''),
  )
})

test('a space after the colon, JSON inside the text, and ids in START come where they are asked for', async (t) => {
  const steps = [said('START'), said('METRICS', { inputTokens: 2, outputTokens: 1 }), said('STOP')]
  const { upstream, post } = await serve(t, { start: () => ({ chat: { steps } }), space: true, documented: true })
  const text = await (await post('/api/agents/a-1/runs/stream', { message: 'Hi', sessionId: 's-1' })).text()
  const [id] = upstream.runIds()
  assert.match(text, /^data: \{/)
  assert.ok(text.includes(JSON.stringify(JSON.stringify({ runId: id, sessionId: 's-1' }))))
  assert.ok(text.includes('"data":"{\\"inputTokens\\":2,\\"outputTokens\\":1}"'))
  assert.equal(upstream.row(id ?? '')?.inputTokens, 2)
})

test('the row of a chat run is there before its first frame, and follows what the stream says', async (t) => {
  const steps = [gate('go'), said('START'), said('ERROR', 'no quota'), said('CONTENT_DONE'), said('STOP')]
  const { upstream, post, get } = await serve(t, { start: () => ({ chat: { steps } }) })
  const answer = await post('/api/agents/a-1/runs/stream', { message: 'Refund', sessionId: 's-1' })
  const page = (await (await get('/api/v1/runs?sessionId=s-1')).json()) as { content: { id: string; status: string }[] }
  const [row] = page.content
  assert.equal(row?.status, 'RUNNING')
  upstream.chat(row.id)?.open('go')
  assert.ok(!(await answer.text()).includes(row.id))
  const { status, errorMessage, input } = upstream.row(row.id) ?? {}
  assert.deepEqual({ status, errorMessage, input }, { status: 'FAILED', errorMessage: 'no quota', input: 'Refund' })
})

test('a client that goes away cancels its chat run; a stream cut on its way does not', async (t) => {
  const steps = [said('START'), gate('go'), said('STOP')]
  const { upstream, post } = await serve(t, { start: () => ({ chat: { steps } }) })
  const abort = new AbortController()
  const answer = await post('/api/agents/a-1/runs/stream', {}, { signal: abort.signal })
  await answer.body?.getReader().read()
  abort.abort()
  const [first = ''] = upstream.runIds()
  await until(() => upstream.row(first)?.status === 'CANCELLED')
  assert.equal(upstream.truth(first, 'chat').connections[0]?.ended, 'client')

  const broken = await serve(t, { start: () => ({ chat: { steps: [said('START'), cut('fin'), said('STOP')] } }) })
  await assert.rejects((await broken.post('/api/agents/a-1/runs/stream', {})).text())
  assert.equal(broken.upstream.row(broken.upstream.runIds()[0] ?? '')?.status, 'COMPLETED')
})

test('a run is cancelled in two ways, both without a word, and its stream says so', async (t) => {
  const steps = [said('START'), hang]
  const { upstream, post, send } = await serve(t, { start: () => ({ chat: { steps } }), runs: { b: { log } } })
  for (const [method, path] of [
    ['POST', (id: string) => `/api/v1/runs/${id}/cancel`],
    ['DELETE', (id: string) => `/api/agents/a-1/runs/${id}`],
  ] as const) {
    const answer = await post('/api/agents/a-1/runs/stream', {})
    const id = upstream.runIds().at(-1) ?? ''
    for (let twice = 0; twice < 2; twice++) assert.equal((await send(method, path(id))).status, 204)
    assert.match(await answer.text(), /"event":"CANCELLED","data":"Run cancelled by client","timestamp":\d+\}\n\n$/)
    assert.equal(upstream.row(id)?.status, 'CANCELLED')
  }
  assert.equal((await send('POST', '/api/v1/runs/nobody/cancel')).status, 404)
  assert.equal((await send('DELETE', '/api/agents/a-1/runs/nobody')).status, 204)
})

test('a log is byte for byte as the service writes it, its numbers those of one sequence for all runs', async (t) => {
  const row = { agentId: 'a-1', sessionId: 's-1' }
  const { upstream, get } = await serve(t, { runs: { a: { log, row }, b: { log, row } } })
  const text = await (await get('/api/v1/runs/a/events')).text()
  assert.match(text, /^id:1001\nevent:RUN_START\ndata:\{"id":1001,"eventType":"RUN_START","runId":"a","agentId":"a-1",/)
  assert.match(text, /"payload":\{\},"eventTs":"2024-05-29T16:26:40\.000Z"\}\n\nid:1004\nevent:TOOL_INVOKED\n/)
  await (await get('/api/v1/runs/b/events')).text()
  const ids = ['a', 'b'].map((id) => upstream.truth(id, 'log').frames.map((frame) => frame.id))
  assert.deepEqual(ids, [
    ['1001', '1004', '1010'],
    ['1011', '1013', '1016'],
  ])
})

test('a log goes on behind sinceId, from the start without one, and from now on below 0', async (t) => {
  const steps = [logged('RUN_START'), logged('LLM_REQUEST'), gate('go'), logged('RUN_COMPLETE')]
  const { upstream, get } = await serve(t, { runs: { a: { log: { steps } } } })
  upstream.log('a')?.begin()
  const asked = await Promise.all(
    ['', '?sinceId=0', '?sinceId=1001', '?sinceId=-1'].map((query) => get(`/api/v1/runs/a/events${query}`)),
  )
  upstream.log('a')?.open('go')
  const ids = await Promise.all(asked.map(async (answer) => idsIn(await answer.text())))
  const all = ['1001', '1004', '1010']
  assert.deepEqual(ids, [all, all, all.slice(1), all.slice(2)])
  assert.equal((await get('/api/v1/runs/a/events?sinceId=x')).status, 400)
})

test('a log ends with its terminal event and what came with it; behind that, and without it, only in time', async (t) => {
  const ended = [...log.steps, logged('TASK_UPDATED'), wait(60_000), logged('TASK_UPDATED')]
  const { upstream, get } = await serve(t, {
    clock: realClock(),
    emitterTimeoutMs: 200,
    runs: { a: { log: { steps: ended } }, open: { log: { steps: [logged('LLM_REQUEST')] } } },
  })
  const started = Date.now()
  assert.equal(idsIn(await (await get('/api/v1/runs/a/events')).text()).length, 4)
  const lastId = upstream.truth('a', 'log').frames.at(-1)?.id
  for (const [path, count] of [
    [`a/events?sinceId=${lastId}`, 0],
    ['open/events', 1],
    ['nobody/events', 0],
  ] as const) {
    assert.equal(idsIn(await (await get(`/api/v1/runs/${path}`)).text()).length, count, path)
  }
  assert.ok(Date.now() - started >= 500)
})

test('a single-use token opens one stream of its run, once and in time', async (t) => {
  const options = { token: 'secret', ticketsOnly: true, runs: { a: { log }, b: { log } } }
  const { get, send } = await serve(t, options)
  const bearer = { authorization: 'Bearer secret' }
  const issue = async (id: string) =>
    (await (await send('POST', `/api/v1/runs/${id}/sse-token`, bearer)).json()) as { token: string }
  const { token } = await issue('a')
  const open = async (id: string, ticket: string) => {
    const answer = await get(`/api/v1/runs/${id}/events?token=${ticket}`)
    return answer.status === 200
      ? idsIn(await answer.text()).length
      : ((await answer.json()) as { error: string }).error
  }
  assert.equal(await open('b', token), 'sse_token_run_mismatch')
  assert.equal(await open('a', token), 3)
  assert.equal(await open('a', token), 'sse_token_invalid')
  assert.equal((await get('/api/v1/runs/a/events', bearer)).status, 401)
  assert.equal((await send('POST', '/api/v1/runs/nobody/sse-token', bearer)).status, 404)
  assert.equal((await send('POST', '/api/v1/runs/a/sse-token')).status, 401)

  const late = await serve(t, { ...options, ticketTtlMs: 0 })
  const expired = (await (await late.send('POST', '/api/v1/runs/a/sse-token', bearer)).json()) as { token: string }
  const answer = await late.get(`/api/v1/runs/a/events?token=${expired.token}`)
  assert.deepEqual([answer.status, await answer.json()], [401, { error: 'sse_token_expired' }])
})

test('runs are listed newest first, in pages, by session, agent or status', async (t) => {
  const rows = Object.fromEntries(
    Array.from({ length: 5 }, (_, at) => [
      `r${at}`,
      {
        row: {
          createdMs: 1000 + at,
          sessionId: `s${at % 2}`,
          agentId: `a${at % 3}`,
          status: at < 2 ? 'QUEUED' : 'FAILED',
        },
      },
    ]),
  )
  const { get } = await serve(t, { runs: rows })
  const list = async (query: string) => {
    const page = (await (await get(`/api/v1/runs?${query}`)).json()) as { content: { id: string }[]; page: object }
    return [page.content.map(({ id }) => id), page.page]
  }
  assert.deepEqual(await list(''), [
    ['r4', 'r3', 'r2', 'r1', 'r0'],
    { size: 20, number: 0, totalElements: 5, totalPages: 1 },
  ])
  assert.deepEqual(await list('page=1&size=2'), [['r2', 'r1'], { size: 2, number: 1, totalElements: 5, totalPages: 3 }])
  assert.deepEqual((await list('sessionId=s1&agentId=a0'))[0], ['r3', 'r1'])
  assert.deepEqual((await list('agentId=a0'))[0], ['r3', 'r0'])
  assert.deepEqual((await list('status=QUEUED'))[0], ['r1', 'r0'])
  assert.deepEqual(await list('size=9999'), await list('size=200'))
})

test('the status of many runs comes in the shape that is chosen, without those that there are not', async (t) => {
  const runs = { r1: { row: { status: 'PAUSED' } }, r2: { row: { status: 'FAILED' } } }
  for (const [batch, expected] of [
    ['list', ['r1:PAUSED', 'r2:FAILED']],
    ['runs', ['r1:PAUSED', 'r2:FAILED']],
    ['entities', ['r1:PAUSED', 'r2:FAILED']],
    ['words', { r1: 'PAUSED', r2: 'FAILED' }],
  ] as const) {
    const { get } = await serve(t, { runs, batch })
    const answer: unknown = await (await get('/api/agents/a/runs/status?runIds=r1,none&runIds=r2')).json()
    const rows = batch === 'runs' ? (answer as { runs: object[] }).runs : Object.values(answer as object)
    if (batch === 'words') assert.deepEqual(answer, expected)
    else
      assert.deepEqual(
        (rows as { id: string; status: string }[]).map(({ id, status }) => `${id}:${status}`),
        expected,
      )
    const many = Array.from({ length: 101 }, (_, at) => at).join(',')
    assert.equal((await get(`/api/agents/a/runs/status?runIds=${many}`)).status, 400)
    assert.equal((await get('/api/agents/a/runs/r1/status')).status, 404)
  }
  const documented = await serve(t, { runs, documented: true })
  assert.equal((await documented.get('/api/agents/a/runs/status?runIds=r1,none')).status, 404)
  assert.equal((await documented.get('/api/agents/a/runs/r1/status')).status, 200)
  assert.equal((await documented.get('/api/agents/a/runs/none/status')).status, 404)
  assert.equal(
    (await (await serve(t, { runs, batch: 'missing' })).get('/api/agents/a/runs/status?runIds=r1')).status,
    404,
  )
})

test('a background run is queued, tells its id, and goes on in its log', async (t) => {
  const { upstream, post, get } = await serve(t, { start: () => ({ log: { steps: [gate('go'), ...log.steps] } }) })
  const answer = (await (await post('/api/agents/a-1/runs/background', { message: 'Hi' })).json()) as { runId: string }
  assert.deepEqual(answer, { runId: upstream.runIds()[0], status: 'QUEUED' })
  assert.equal(upstream.row(answer.runId)?.status, 'QUEUED')
  const watched = await get(`/api/v1/runs/${answer.runId}/events?sinceId=0`)
  upstream.log(answer.runId)?.open('go')
  assert.equal(idsIn(await watched.text()).length, 3)
  assert.equal(upstream.row(answer.runId)?.status, 'COMPLETED')
  assert.equal((await get(`/api/v1/runs/${answer.runId}`)).status, 200)
})

test('a start is refused for an agent that is not there or in quarantine, without JSON, and when there are too many', async (t) => {
  const options: OperativusOptions = {
    start: () => ({ chat }),
    agents: ['a-1', 'sick'],
    quarantined: ['sick'],
    token: 'secret',
  }
  const { upstream, post } = await serve(t, options)
  const headers = { authorization: 'Bearer secret' }
  const asked = (agent: string) => post(`/api/agents/${agent}/runs/stream`, {}, { headers })
  assert.match(await (await asked('nobody')).text(), /^data:\{"event":"ERROR","data":"Agent not found: nobody"/)
  assert.deepEqual(upstream.runIds(), [])
  assert.equal((await asked('sick')).status, 503)
  assert.equal((await post('/api/agents/a-1/runs/stream', {})).status, 401)
  const url = `${upstream.url}/api/agents/a-1/runs/stream`
  assert.equal((await fetch(url, { method: 'POST', headers, body: 'x' })).status, 400)

  const other = await serve(t, {
    ...options,
    unknownAgent: 'http',
    intercept: ({ query }) => (query.has('busy') ? operativusAnswers.tooManyRequests('7') : null),
  })
  assert.equal((await other.post('/api/agents/nobody/runs/stream', {}, { headers })).status, 404)
  const busy = await other.get('/api/v1/runs?busy')
  assert.deepEqual(
    [busy.status, busy.headers.get('retry-after'), busy.headers.get('content-type')],
    [429, '7', 'application/problem+json'],
  )
})

test('served fixtures of both streams, split and decoded, are the fixtures', async (t) => {
  for (const fixture of fixtures.runs) {
    const isLog = fixture.frames[0]?.block.id !== null
    const script = scriptOf(fixture, 5)
    const { upstream, post, get } = await serve(t, { start: () => ({ chat: script }), runs: { r: { log: script } } })
    const answer = isLog ? await get('/api/v1/runs/r/events?sinceId=0') : await post('/api/agents/a/runs/stream', {})
    if (fixture.status === null) upstream.log('r')?.stop()
    const splitter = createSplitter()
    const pieces = splitter.push(new Uint8Array(await answer.arrayBuffer()))
    const blocks = [...pieces, ...splitter.end().pieces].map((piece) => {
      const { id, event, data } = decodeBlock(piece.type === 'block' ? piece.raw : new Uint8Array())
      return { id, event, data }
    })
    assert.deepEqual(
      blocks,
      fixture.frames.map((frame) => frame.block),
      fixture.name,
    )
  }
})

function idsIn(text: string): string[] {
  return [...text.matchAll(/^id:(.*)$/gm)].map((match) => match[1] ?? '')
}
