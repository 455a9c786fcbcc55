import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emitArkloop, emitDelegate } from './arkloop-events.ts'
import { realClock } from './clock.ts'
import { gate, wait, type Script, type Step } from './script.ts'
import { codeOf, readUntil, seqs, serve, types } from './testing-arkloop.ts'

const started = emitArkloop('run.started')
const hello = emitArkloop('message.delta', { content_delta: 'Hello', role: 'assistant' })
const completed = emitArkloop('run.completed')
const script = (...steps: Step[]): Script => ({ steps })

test('a run is started in its thread and numbered from 1', async (t) => {
  const seen: unknown[] = []
  const { get, post } = await serve(t, {
    threads: ['t1', 't2'],
    concurrentRuns: 1,
    start: (asked) => {
      seen.push({ ...asked, runId: typeof asked.runId })
      return script(started, gate('go on'), completed)
    },
  })
  const answer = await post('/v1/threads/t1/runs', { persona_id: 'analyst@2', model: 'm', work_dir: '' })
  assert.equal(answer.status, 201)
  const { run_id, trace_id } = (await answer.json()) as Record<string, string>
  assert.match(trace_id ?? '', /^[0-9a-f]{32}$/)
  assert.deepEqual(seen, [{ threadId: 't1', body: { persona_id: 'analyst@2', model: 'm' }, runId: 'string' }])
  assert.deepEqual(seqs(await (await get(`/v1/runs/${run_id}/events?follow=false`)).text()), [1])
  const refused = async (path: string, body: unknown) => {
    const answer = await post(path, body)
    return [answer.status, codeOf(await answer.text())]
  }
  assert.deepEqual(await refused('/v1/threads/t1/runs', {}), [409, 'runs.thread_busy'])
  assert.deepEqual(await refused('/v1/threads/t2/runs', {}), [429, 'runs.limit_exceeded'])
  assert.deepEqual(await refused('/v1/threads/t3/runs', {}), [404, 'threads.not_found'])
  assert.deepEqual(await refused('/v1/threads/t2/runs', { prompt: 'x' }), [422, 'validation.error'])
  assert.deepEqual(await refused('/v1/threads/t2/runs', { model: 7 }), [422, 'validation.error'])
  assert.deepEqual(await refused('/v1/threads/t2/runs', 'x'.repeat(1 << 20)), [422, 'validation.error'])
})

test('cancelling needs a body, is told as an event at once, ends the run later, and may be asked again', async (t) => {
  const { upstream, get, post } = await serve(t, {
    clock: realClock(),
    cancelMs: 5,
    runs: { r: script(started, gate('never'), hello) },
  })
  const stream = await get('/v1/runs/r/events')
  for (const body of [undefined, {}, { last_seen_seq: -1 }, { last_seen_seq: 1, client_cancelled_at: 'now' }]) {
    const answer = await post('/v1/runs/r:cancel', body)
    assert.deepEqual([answer.status, codeOf(await answer.text())], [422, 'validation.error'], JSON.stringify(body))
  }
  const cancel = async () => (await post('/v1/runs/r:cancel', { last_seen_seq: 1 })).json()
  assert.deepEqual(await cancel(), { ok: true })
  assert.deepEqual(await cancel(), { ok: true })
  const text = await readUntil(stream, 'run.cancelled"}')
  assert.deepEqual(types(text), ['run.started', 'run.cancel_requested', 'run.cancelled'])
  assert.equal(upstream.row('r')?.refresh().status, 'cancelled')
  assert.deepEqual(await cancel(), { ok: true })
  assert.equal(upstream.truth('r').frames.length, 3)
  assert.equal((await post('/v1/runs/r/cancel', { last_seen_seq: 1 })).status, 404)
})

test('a script may end a cancelled run itself; as documented, no body is needed and both paths are there', async (t) => {
  const steps = [started, gate('cancel'), emitArkloop('run.cancelled', { usage: { input_tokens: 3 } })]
  const { get, post } = await serve(t, { shape: 'documented', runs: { r: script(...steps) } })
  await (await get('/v1/runs/r/events?follow=false')).text()
  assert.deepEqual(await (await post('/v1/runs/r/cancel', undefined)).json(), { ok: true })
  const text = await readUntil(await get('/v1/runs/r/events'), '"input_tokens":3')
  assert.match(text, /"type":"run\.cancel_requested"[^]*"type":"run\.cancelled"/)
})

test('input answers what was asked, and steers a run that asked nothing', async (t) => {
  const ask = emitArkloop('run.input_requested', { request_id: 'call_1', message: 'Sure?' })
  const { get, post } = await serve(t, {
    runs: {
      r: script(started, ask, gate('input'), hello, gate('input again'), completed),
      s: script(started, gate('x')),
    },
  })
  const stream = await get('/v1/runs/r/events')
  const send = async (run: string, content: unknown) => {
    const answer = await post(`/v1/runs/${run}/input`, { content })
    const body = await answer.text()
    return [answer.status, answer.ok ? body : codeOf(body)]
  }
  for (const wrong of ['', '  ', 7, 'ü'.repeat(16_385)])
    assert.deepEqual(await send('r', wrong), [422, 'validation.error'])
  assert.deepEqual(await send('r', 'yes'), [200, '{"ok":true}'])
  await new Promise(setImmediate)
  assert.deepEqual(await send('r', 'go'), [200, '{"ok":true}'])
  const text = await readUntil(stream, 'run.completed"}')
  assert.deepEqual(types(text), [
    'run.started',
    'run.input_requested',
    'run.input_provided',
    'run.resumed',
    'message.delta',
    'run.input_provided',
    'run.resumed',
    'run.completed',
  ])
  assert.match(text, /"reason":"user_input_received","request_id":"call_1"/)
  assert.deepEqual(await send('r', 'late'), [409, 'runs.not_active'])
  assert.deepEqual(await send('s', 'shorter'), [200, '{"ok":true}'])
  const steered = await (await get('/v1/runs/s/events?follow=false')).text()
  assert.deepEqual(types(steered), ['run.started', 'run.input_provided', 'run.steering_injected'])
})

test('runs are listed newest first with their totals, as sent and as documented', async (t) => {
  const usage = (input_tokens: number) => ({
    usage: { input_tokens, output_tokens: 2, cached_tokens: 5 },
    cost: { currency: 'USD', amount_micros: 1500 },
  })
  const steps = [
    emitArkloop('llm.turn.completed', usage(10)),
    emitDelegate('run.failed', {}),
    wait(3000),
    emitArkloop('llm.turn.completed', usage(30)),
  ]
  for (const shape of ['coded', 'documented'] as const) {
    const { upstream, get } = await serve(t, { shape, accountId: 'acc' })
    const user = { id: 'u1', name: 'alice', email: 'alice@example.com' }
    upstream
      .add('old', script(...steps, completed), { threadId: 't1', createdMs: 1000, personaId: 'p@1', user })
      .begin()
    upstream
      .add('mid', script(started, emitArkloop('run.interrupted')), {
        threadId: 't2',
        createdMs: 2000,
        parentRunId: 'old',
      })
      .begin()
    upstream
      .add('new', script(emitArkloop('run.started', { model: 'm' }), gate('x')), { threadId: 't1', createdMs: 3000 })
      .begin()
    await new Promise(setImmediate)
    const read = async (query: string) => (await get(`/v1/runs${query}`)).json()
    const ids = (list: unknown) => (list as { run_id: string }[]).map(({ run_id }) => run_id)
    if (shape === 'coded') {
      const { data, total } = (await read('?limit=2')) as { data: unknown[]; total: number }
      assert.deepEqual([ids(data), total], [['new', 'mid'], 3])
      const rest = (await read('?limit=2&offset=2')) as { data: Record<string, unknown>[] }
      const { completed_at, duration_ms, ...row } = rest.data[0] ?? {}
      assert.equal(typeof completed_at, 'string')
      assert.equal(typeof duration_ms, 'number')
      assert.deepEqual(row, {
        run_id: 'old',
        account_id: 'acc',
        thread_id: 't1',
        status: 'completed',
        persona_id: 'p@1',
        total_input_tokens: 40,
        total_output_tokens: 4,
        total_cost_usd: 0.003,
        cache_hit_rate: 0.25,
        credits_used: 3,
        created_at: '1970-01-01T00:00:01Z',
        created_by_user_id: 'u1',
        created_by_user_name: 'alice',
        created_by_email: 'alice@example.com',
      })
      const filters = [
        'status=running',
        'model=m',
        'thread_id=t2',
        'parent_run_id=old',
        'run_id=ol',
        'persona_id=p@1',
        'user_id=u1',
      ]
      const filtered = await Promise.all(
        filters.map(async (filter) => ids(((await read(`?${filter}`)) as { data: unknown }).data)),
      )
      assert.deepEqual(filtered, [['new'], ['new'], ['mid'], ['mid'], ['old'], ['old'], ['old']])
      const window = (await read('?since=1970-01-01T00:00:02Z&until=1970-01-01T00:00:02.5Z')) as { data: unknown }
      assert.deepEqual(ids(window.data), ['mid'])
      const details = (await read('/old')) as Record<string, unknown>
      assert.deepEqual(
        [details['child_run_ids'], details['account_id'], details['status']],
        [['mid'], 'acc', 'completed'],
      )
      assert.equal(((await read('/mid')) as Record<string, unknown>)['parent_run_id'], 'old')
    } else {
      assert.deepEqual(ids(await read('?limit=2')), ['new', 'mid'])
      const [old] = (await read('?limit=2&before=mid')) as Record<string, unknown>[]
      assert.deepEqual([old?.['run_id'], old?.['org_id'], old?.['failed_at']], ['old', 'acc', null])
      assert.equal(((await read('/old')) as Record<string, unknown>)['org_id'], 'acc')
    }
    const thread = (await (await get('/v1/threads/t1/runs')).json()) as unknown[]
    assert.deepEqual(thread, [
      { run_id: 'new', status: 'running', created_at: '1970-01-01T00:00:03Z' },
      { run_id: 'old', status: 'completed', created_at: '1970-01-01T00:00:01Z' },
    ])
    for (const query of ['?limit=0', '?limit=201', '?offset=-1', '?limit=x', '?since=today']) {
      const answer = await get(`/v1/runs${query}`)
      const body = await answer.text()
      assert.equal(answer.status, 422, query)
      if (query.startsWith('?limit')) assert.match(body, /limit must be 1-200/)
    }
  }
})
