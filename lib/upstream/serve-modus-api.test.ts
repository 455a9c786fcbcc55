import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { modusRest } from '#lib/dialects/modus-rest.ts'
import { answers } from './answers.ts'
import { instantClock } from './clock.ts'
import type { ModusApiRun } from './modus-api-runs.ts'
import { serveModusApi, type ModusApiOptions } from './serve-modus-api.ts'

const nowMs = Date.parse('2026-11-24T12:30:00.000Z')
const before = (ms: number) => new Date(nowMs - ms).toISOString()
const hour = 3_600_000

function run(number: number, more: Partial<ModusApiRun> = {}): ModusApiRun {
  return {
    id: `wf_4_run_${number}:uuid-${number}`,
    agentId: 'a1',
    status: 'completed',
    startedAt: before(number),
    ...more,
  }
}

type Page = {
  runs: { id: string; [key: string]: unknown }[]
  counts: Record<string, number>
  nextPageToken: string | null
}

async function serve(t: TestContext, options: ModusApiOptions = {}) {
  const api = await serveModusApi({ clock: instantClock(nowMs), ...options })
  t.after(() => api.close())
  const get = (path: string, headers: Record<string, string> = {}) => fetch(api.url + path, { headers })
  const list = async (query: string) => (await (await get(`/agents/a1/runs?${query}`)).json()) as Page
  const ids = async (query: string) => (await list(query)).runs.map(({ id }) => id.split(':')[0])
  return { api, get, list, ids }
}

test('runs come newest first, 25 at a time or as many as asked for, until no token is left', async (t) => {
  const { list, get } = await serve(t, { runs: Array.from({ length: 130 }, (_, at) => run(130 - at)) })
  const first = await list('')
  assert.equal(first.runs.length, 25)
  assert.equal(first.runs[0]?.id, 'wf_4_run_1:uuid-1')
  const sizes: number[] = []
  for (let token: string | null = ''; token !== null;) {
    const page: Page = await list(`pageSize=100&pageToken=${token}`)
    sizes.push(page.runs.length)
    token = page.nextPageToken
  }
  assert.deepEqual(sizes, [100, 30])
  for (const query of [
    'pageSize=0',
    'pageSize=101',
    'pageSize=x',
    'pageToken=x',
    'status=flying',
    'timeframe=ever',
    'approvalScope=x',
  ]) {
    assert.equal((await get(`/agents/a1/runs?${query}`)).status, 400, query)
  }
})

test('runs are filtered by status, time and whose approval they wait for, and counted', async (t) => {
  const { list, ids } = await serve(t, {
    runs: [
      run(1, { status: 'running' }),
      run(2, { status: 'awaiting_human', pendingApproval: { mine: true, question: 'Send?' } }),
      run(3, { status: 'awaiting_human', pendingApproval: { mine: false } }),
      run(4, { status: 'error', startedAt: before(2 * hour) }),
      run(5, { status: 'cancelled', startedAt: before(30 * hour) }),
      run(6, { startedAt: before(200 * hour) }),
      run(7, { agentId: 'a2' }),
    ],
  })
  assert.deepEqual(await ids('timeframe=last_hour'), ['wf_4_run_1', 'wf_4_run_2', 'wf_4_run_3'])
  assert.equal((await ids('timeframe=last_day')).length, 4)
  assert.equal((await ids('timeframe=last_week')).length, 5)
  assert.deepEqual(await ids('status=awaiting_human&approvalScope=mine'), ['wf_4_run_2'])
  const all = await list('status=all_executions')
  assert.deepEqual(all.counts, { all_executions: 6, running: 1, awaiting_human: 2, error: 1, completed: 1 })
  assert.deepEqual(all.runs[1]?.['pendingApproval'], { question: 'Send?' })
})

test('a single run tells where it was read from and what it gave, under its workflow run alone', async (t) => {
  const ended = { endedAt: before(0), taskResult: { ok: true }, workflowNodes: [{ id: 'n1' }] }
  const { get } = await serve(t, { runs: [run(1, { status: 'running' }), run(2, ended)] })
  const live = (await (await get('/agents/a1/runs/wf_4_run_1:uuid-1')).json()) as Record<string, unknown>
  assert.equal(live['source'], 'live-query')
  const answer = await get('/agents/a1/runs/wf_4_run_2%3Auuid-2?temporalRunId=uuid-2')
  const [read] = modusRest.read(await answer.text())
  assert.deepEqual(
    [read?.metadata['source'], read?.metadata['taskResult'], read?.totals],
    ['history', '{"ok":true}', { durationMs: 2 }],
  )
  for (const path of [
    '/agents/a1/runs/wf_4_run_2:uuid-2?temporalRunId=uuid-1',
    '/agents/a2/runs',
    '/agents/a1/runs/none',
    '/agents',
  ]) {
    assert.equal((await get(path)).status, 404, path)
  }
})

test('usage is summed by model and hour or day, from since until right before until', async (t) => {
  const call = (at: string, model = 'm1') => ({ at, model, inputTokens: 10, outputTokens: 1 })
  const { api, get } = await serve(t, {
    calls: [call('2026-11-24T10:00:00Z'), call('2026-11-24T10:59:59Z'), call('2026-11-23T09:00:00Z', 'm2')],
  })
  api.call(call('2026-11-24T12:00:00Z'))
  const usage = async (query: string) => modusRest.usage?.read(await (await get(`/usage?${query}`)).text())
  const window = 'since=2026-11-24T10:00:00Z&until=2026-11-24T12:00:00Z'
  assert.deepEqual(await usage(`${window}&rollup=hour`), [
    { bucket: '2026-11-24T10:00:00.000Z', model: 'm1', calls: 2, inputTokens: 20, outputTokens: 2 },
  ])
  assert.deepEqual(
    (await usage('rollup=day'))?.map(({ bucket, model, calls }) => [bucket.slice(0, 10), model, calls]),
    [
      ['2026-11-23', 'm2', 1],
      ['2026-11-24', 'm1', 3],
    ],
  )
  assert.equal((await usage('rollup=day&model=m2'))?.length, 1)
  for (const query of ['rollup=week', 'groupBy=mood', 'since=2026-11-24&until=2026-11-23']) {
    assert.equal((await get(`/usage?${query}`)).status, 400, query)
  }
})

test('without its bearer token nothing is told, and a test may answer in its place', async (t) => {
  const intercept: ModusApiOptions['intercept'] = ({ path }) =>
    path.endsWith('/usage') ? answers.tooManyRequests('7') : null
  const { api, get } = await serve(t, { runs: [run(1)], token: 'good', intercept })
  assert.equal((await get('/agents/a1/runs')).status, 401)
  assert.equal((await get('/agents/a1/runs', { authorization: 'Bearer good' })).status, 200)
  assert.equal((await get('/usage')).headers.get('retry-after'), '7')
  api.forget('wf_4_run_1:uuid-1')
  assert.equal((await get('/agents/a1/runs', { authorization: 'Bearer good' })).status, 404)
  api.put(run(9))
  assert.equal((await get('/agents/a1/runs', { authorization: 'Bearer good' })).status, 200)
  assert.equal(api.requests.length, 5)
})
