import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arkloopEvent, emitArkloop } from './arkloop-events.ts'
import { answers } from './answers.ts'
import { realClock } from './clock.ts'
import { comment, cut, gate, hang, wait, type Script, type Step } from './script.ts'
import { codeOf, readUntil, seqs, serve } from './testing-arkloop.ts'

const started = emitArkloop('run.started')
const hello = emitArkloop('message.delta', { content_delta: 'Hello', role: 'assistant' })
const completed = emitArkloop('run.completed')
const script = (...steps: Step[]): Script => ({ steps })

test('a stream is byte for byte as the server writes it, a ping before it', async (t) => {
  const call = { tool_call_id: 'call_1', tool_name: 'web_search', arguments: { q: 'a<b>&c', n: { z: 1, a: 2 } } }
  const { get } = await serve(t, {
    runs: { r: script(started, wait(500), emitArkloop('tool.call', call), wait(23), completed) },
  })
  const answer = await get('/v1/runs/r/events')
  assert.equal(answer.status, 200)
  assert.equal(answer.headers.get('content-type'), 'text/event-stream')
  assert.equal(answer.headers.get('cache-control'), 'no-cache')
  assert.equal(answer.headers.get('x-accel-buffering'), 'no')
  assert.match(answer.headers.get('x-trace-id') ?? '', /^[0-9a-f]{32}$/)
  const text = await readUntil(answer, 'run.completed"}\n\n')
  const id = '"event_id":"[0-9a-f-]{36}"'
  const trace = '"trace_id":"[0-9a-f]{32}"'
  assert.match(
    text,
    new RegExp(
      [
        '^: ping\n\n',
        `id: 1\nevent: run.started\ndata: {"data":{${trace}},${id},"run_id":"r","seq":1,"ts":"2024-05-29T16:26:40Z","type":"run.started"}\n\n`,
        `id: 2\nevent: tool.call\ndata: {"data":{"arguments":{"n":{"a":2,"z":1},"q":"a\\\\u003cb\\\\u003e\\\\u0026c"},"tool_call_id":"call_1","tool_name":"web_search",${trace}},${id},"run_id":"r","seq":2,"tool_name":"web_search","ts":"2024-05-29T16:26:40.5Z","type":"tool.call"}\n\n`,
        `id: 3\nevent: run.completed\ndata: {"data":{${trace}},${id},"run_id":"r","seq":3,"ts":"2024-05-29T16:26:40.523Z","type":"run.completed"}\n\n$`,
      ].join(''),
    ),
  )
})

test('a documented stream has data lines alone, and goes on behind a number all the same', async (t) => {
  const { get } = await serve(t, { shape: 'documented', runs: { r: script(started, hello, completed) } })
  assert.equal(
    await (await get('/v1/runs/r/events?after_seq=1&follow=false')).text(),
    'data: {"seq":2,"type":"message.delta","data":{"role":"assistant","content":"Hello"},"created_at":"2024-05-29T16:26:40.000Z"}\n\n' +
      'data: {"seq":3,"type":"run.completed","data":{},"created_at":"2024-05-29T16:26:40.000Z"}\n\n',
  )
})

test('a documented stream names events as the documentation does', async (t) => {
  const steps = ['run.input_requested', 'policy.denied', 'run.started'].map((type) => emitArkloop(type))
  const { get } = await serve(t, { shape: 'documented', runs: { r: script(...steps) } })
  const text = await (await get('/v1/runs/r/events?follow=false')).text()
  const types = [...text.matchAll(/"type":"([^"]+)"/g)].map((match) => match[1])
  assert.deepEqual(types, ['run.waiting_for_input', 'tool.denied', 'run.started'])
})

test('what is stored is sent and closed without a ping; what is followed stays open behind the end', async (t) => {
  const steps = [started, completed, gate('late'), emitArkloop('thread.title.updated', { title: 'Greeting' })]
  const { upstream, get } = await serve(t, { runs: { r: script(...steps) } })
  assert.deepEqual(seqs(await (await get('/v1/runs/r/events?follow=0')).text()), [1, 2])
  const followed = await get('/v1/runs/r/events?after_seq=2')
  upstream.run('r')?.open('late')
  assert.match(await readUntil(followed, 'Greeting'), /^: ping\n\nid: 3\nevent: thread\.title\.updated\n/)
  assert.equal(upstream.truth('r').connections.at(-1)?.ended, null)
  assert.deepEqual(
    upstream.truth('r').connections.map(({ cursor }) => cursor),
    [null, '2'],
  )
})

test('an open stream pings while nothing comes, also after its end', async (t) => {
  const { get } = await serve(t, { clock: realClock(), heartbeatMs: 5, runs: { r: script(completed) } })
  const text = await readUntil(await get('/v1/runs/r/events'), 'completed"}\n\n: ping\n\n: ping\n\n')
  assert.match(text, /^: ping\n\nid: 1\n/)
})

test('a script without an end hangs, and one that is stopped ends', async (t) => {
  const { upstream, get } = await serve(t, { runs: { r: script(hello, hang) } })
  const answer = await get('/v1/runs/r/events')
  upstream.forget('r')
  assert.deepEqual(seqs(await answer.text()), [1])
})

test('the query is read as the server reads it', async (t) => {
  const { get } = await serve(t, { runs: { r: script(started, hello, completed) } })
  const read = async (query: string) => {
    const answer = await get(`/v1/runs/r/events?${query}`)
    return [answer.status, await answer.text()] as const
  }
  for (const query of ['after_seq=1abc&follow=false', 'after_seq=1&follow=0', 'after_seq=%201&follow=false']) {
    assert.deepEqual(seqs((await read(query))[1]), [2, 3], query)
  }
  assert.deepEqual(seqs((await read('follow=false'))[1]), [1, 2, 3])
  assert.deepEqual(seqs((await read('after_seq=9&follow=false'))[1]), [])
  for (const query of ['after_seq=-1', 'after_seq=x', 'follow=yes', 'follow=TRUE']) {
    const [status, body] = await read(query)
    assert.deepEqual([status, codeOf(body)], [422, 'validation.error'], query)
  }
  const ignored = await get('/v1/runs/r/events?follow=false', { headers: { 'last-event-id': '2' } })
  assert.deepEqual(seqs(await ignored.text()), [1, 2, 3])
})

test('an event can be changed after it was sent, once for all or on one connection', async (t) => {
  const other = arkloopEvent('run.interrupted', { message: 'other' })
  const runs = {
    r: {
      ...script(started, emitArkloop('run.interrupted', { message: 'first' })),
      connections: [{}, {}, { rewrite: { frame: 0, payload: other } }],
    },
  }
  const { upstream, get } = await serve(t, { runs })
  const read = async () => (await get('/v1/runs/r/events?follow=false')).text()
  const before = await read()
  upstream.rewrite('r', 2, other)
  const after = await read()
  assert.equal(after, before.replace('first', 'other'))
  assert.match(await read(), /^id: 1\nevent: \S+\ndata: \{"data":\{"message":"other"/)
})

test('a stream can break in the middle of a frame, or be refused for a while', async (t) => {
  const runs = {
    r: {
      ...script(started, cut('rst', 20), hello),
      connections: [{ answer: answers.tooManyRequests('1') }, { answer: answers.unavailable }],
    },
  }
  const { get } = await serve(t, { runs })
  assert.equal((await get('/v1/runs/r/events')).status, 429)
  assert.equal((await get('/v1/runs/r/events')).status, 503)
  await assert.rejects((await get('/v1/runs/r/events?follow=false')).text())
  assert.deepEqual(seqs(await (await get('/v1/runs/r/events?after_seq=1&follow=false')).text()), [2])
})

test('a frame of 1 MiB, comments and text of a fixture go out as they are', async (t) => {
  const chunk = 'x'.repeat(1 << 20)
  const fixed: Step = { do: 'emit', payload: '{"type":"persona.own","data":{}}', id: '7', event: 'persona.own' }
  const { get } = await serve(t, {
    runs: {
      r: script(emitArkloop('terminal.stdout_delta', { session_ref: 's', chunk }), comment('note'), fixed, completed),
    },
  })
  const text = await (await get('/v1/runs/r/events?follow=false')).text()
  assert.ok(text.includes(chunk))
  assert.match(text, /\n\n: note\n\nid: 7\nevent: persona\.own\ndata: \{"type":"persona\.own","data":\{\}\}\n\nid: 8\n/)
})

test('who asks is checked first, then whether they may', async (t) => {
  const { upstream, get } = await serve(t, { token: 'ak-right', runs: { r: script(completed) } })
  upstream.add('theirs', script(completed), { foreign: true })
  const ask = async (path: string, authorization?: string) => {
    const answer = await get(path, authorization === undefined ? {} : { headers: { authorization } })
    const body = await answer.text()
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json; charset=utf-8$/)
    const { trace_id, message } = JSON.parse(body) as Record<string, unknown>
    assert.equal(trace_id, answer.headers.get('x-trace-id'))
    assert.equal(typeof message, 'string')
    return [answer.status, codeOf(body)]
  }
  assert.deepEqual(await ask('/v1/runs/none'), [401, 'auth.missing_token'])
  assert.deepEqual(await ask('/v1/runs/r', 'Basic x'), [401, 'auth.invalid_authorization'])
  assert.deepEqual(await ask('/v1/runs/r', 'Bearer ak-wrong'), [401, 'auth.invalid_api_key'])
  assert.deepEqual(await ask('/v1/runs/r', 'Bearer ey.x.y'), [401, 'auth.invalid_token'])
  assert.deepEqual(await ask('/v1/runs/none/events', 'Bearer ak-right'), [404, 'runs.not_found'])
  assert.deepEqual(await ask('/v1/runs/theirs/events?follow=no', 'Bearer ak-right'), [403, 'policy.denied'])
  assert.deepEqual(await ask('/v1/nothing', 'Bearer ak-right'), [404, 'http.not_found'])
  assert.deepEqual(await ask('/v1/runs/r/input', 'Bearer ak-right'), [405, 'http.method_not_allowed'])
  upstream.expireToken()
  assert.deepEqual(await ask('/v1/runs/r', 'Bearer ak-right'), [401, 'auth.token_expired'])
  upstream.expireToken(403)
  assert.deepEqual(await ask('/v1/runs/r', 'Bearer ak-right'), [403, 'auth.forbidden'])
  upstream.setToken('ak-new')
  const answer = await get('/v1/runs/r', { headers: { authorization: 'Bearer ak-new' } })
  assert.equal(answer.status, 200)
  await answer.text()
})

test('documented errors bear their code under another key', async (t) => {
  const { get } = await serve(t, { shape: 'documented' })
  const body = (await (await get('/v1/runs/none')).json()) as Record<string, unknown>
  assert.equal(body['error'], 'runs.not_found')
})

test('the gateway counts all requests but streams, and says when to come again', async (t) => {
  const { get } = await serve(t, { rateLimit: { capacity: 2, perMinute: 30 }, runs: { r: script(completed) } })
  const statusOf = async (path: string, accept: string) => {
    const answer = await get(path, { headers: { accept } })
    await answer.text()
    return answer
  }
  const path = '/v1/runs/r/events?follow=false'
  for (const _ of [1, 2]) assert.equal((await statusOf(path, '*/*')).status, 200)
  const refused = await statusOf(path, '*/*')
  assert.equal(refused.status, 429)
  assert.deepEqual(
    ['x-ratelimit-limit', 'x-ratelimit-remaining', 'retry-after'].map((name) => refused.headers.get(name)),
    ['2', '0', '2'],
  )
  assert.equal((await statusOf(path, 'text/event-stream')).status, 200)
})
