import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { Connections } from '#lib/api/connection.ts'
import { FramesPage } from '#lib/api/frame.ts'
import { Problem } from '#lib/api/problem.ts'
import { Related } from '#lib/api/related.ts'
import { Run } from '#lib/api/run.ts'
import { runWhen, testRecorder } from '#lib/recorder/testing.ts'
import { call, testApi } from '#lib/route/testing.ts'
import { arkloopEvent } from '#lib/upstream/arkloop-events.ts'
import { emit, gate } from '#lib/upstream/script.ts'
import { serveArkloop, type ArkloopOptions } from '#lib/upstream/serve-arkloop.ts'
import { serveOperativus, type OperativusOptions } from '#lib/upstream/serve-operativus.ts'
import { POST as cancel } from './runs/[id]/cancel/route.ts'
import { GET as connections } from './runs/[id]/connections/route.ts'
import { GET as readFrames } from './runs/[id]/frames/route.ts'
import { POST as input } from './runs/[id]/input/route.ts'
import { GET as related } from './runs/[id]/related/route.ts'
import { GET as getRun } from './runs/[id]/route.ts'
import { POST as startRun } from './runs/start/route.ts'
import { POST as addSource } from './sources/route.ts'

// What is done to a run here reaches its upstream, and what comes of it comes back as frames.

const db = await testApi()
const token = 'rt-upstream-token'

type Beginning = {
  dialect: string
  url: string
  operation: string
  params: Record<string, string>
  body?: object
  /** Frames that must be there first. */
  frames: number
}

/** Starts a run and waits until it streams. */
async function begin(t: TestContext, { dialect, url, frames, ...start }: Beginning) {
  const recorder = testRecorder(db)
  t.after(() => recorder.stop({ drainMs: 0 }))
  const added = await call(addSource, 'POST', '/x', {
    body: { name: t.name.slice(0, 60), dialect, baseUrl: url, credential: token },
  })
  const { slug } = (await added.json()) as { slug: string }
  const answer = await call(startRun, 'POST', '/x', { body: { source: slug, body: {}, ...start } })
  assert.equal(answer.status, 201)
  const { id } = Run.parse(await answer.json())
  const { id: runId } = await db.prisma.run.findUniqueOrThrow({ where: { publicId: id }, select: { id: true } })
  const reaches = (status: string) => runWhen(db, { runId, publicId: id }, (run) => run.status === status)
  await runWhen(db, { runId, publicId: id }, (run) => run.recording === 'streaming' && run.frameCount >= frames)
  return { params: { id }, reaches }
}

// A stream of its begins with a comment.
const thread = { dialect: 'arkloop', operation: 'run', params: { threadId: 't-1' } }
const arkloop = (options: ArkloopOptions) => serveArkloop({ token, cancelMs: 0, ...options })
const said = (type: string, data: object = {}) => emit(arkloopEvent(type, { ...data }))

async function datas(params: { id: string }): Promise<string> {
  const page = FramesPage.parse(await (await call(readFrames, 'GET', '/x', { params })).json())
  return page.frames.map(({ data }) => data ?? '').join('\n')
}

async function exchanges(params: { id: string }) {
  const answer = await call(connections, 'GET', '/x', { params })
  const text = await answer.text()
  assert.ok(!text.includes(token))
  return Connections.parse(JSON.parse(text)).connections
}

async function problemOf(response: Response): Promise<[number, string]> {
  const { status, detail } = Problem.parse(await response.json())
  return [status, detail ?? '']
}

test('an Arkloop run is cancelled, and its stream says so', async (t) => {
  const steps = [
    said('run.started'),
    said('message.delta', { content_delta: 'Hm' }),
    gate('cancel'),
    said('run.cancelled'),
  ]
  const upstream = await arkloop({ start: () => ({ steps }) })
  t.after(() => upstream.close())
  const { params, reaches } = await begin(t, { ...thread, url: upstream.url, frames: 3 })
  const { actions } = Related.parse(await (await call(related, 'GET', '/x', { params })).json())
  assert.deepEqual(actions, { cancel: null, input: null })

  const answer = await call(cancel, 'POST', '/x', { params })
  assert.equal(answer.status, 202)
  assert.equal(Run.parse(await answer.json()).id, params.id)
  await reaches('cancelled')
  assert.match(await datas(params), /run\.cancel_requested[^]*run\.cancelled/)
  const sent = (await exchanges(params)).find(({ purpose }) => purpose === 'cancel')
  assert.match(sent?.path ?? '', /^\/v1\/runs\/[\w-]+:cancel$/)
  assert.deepEqual([sent?.status, JSON.parse(sent?.requestBody ?? '')], [200, { last_seen_seq: 2 }])
  assert.deepEqual(await problemOf(await call(cancel, 'POST', '/x', { params })), [409, 'The run has ended.'])
})

test('an Arkloop server that knows only the documented path cancels by that', async (t) => {
  const upstream = await arkloop({
    start: () => ({ steps: [said('run.started'), gate('cancel'), said('run.cancelled')] }),
    shape: 'documented',
    intercept: ({ path }) => (path.endsWith(':cancel') ? { status: 404 } : null),
  })
  t.after(() => upstream.close())
  const { params, reaches } = await begin(t, { ...thread, url: upstream.url, frames: 2 })
  assert.equal((await call(cancel, 'POST', '/x', { params })).status, 202)
  await reaches('cancelled')
  const tried = (await exchanges(params)).filter(({ purpose }) => purpose === 'cancel')
  assert.deepEqual(
    tried.map(({ status, path }) => [status, path.replace(/^\/v1\/runs\/[\w-]+/, '')]),
    [
      [404, ':cancel'],
      [200, '/cancel'],
    ],
  )
})

test('a run that waits is given its answer and goes on', async (t) => {
  const upstream = await arkloop({
    start: () => ({
      steps: [
        said('run.started'),
        said('run.input_requested', { request_id: 'r-1', message: 'Which order?' }),
        gate('input'),
        said('run.completed'),
      ],
    }),
  })
  t.after(() => upstream.close())
  const { params, reaches } = await begin(t, { ...thread, url: upstream.url, frames: 2 })
  await reaches('waiting_for_input')
  assert.equal((await call(input, 'POST', '/x', { params, body: { content: '88213' } })).status, 202)
  await reaches('completed')
  assert.match(await datas(params), /"88213"[^]*run\.input_provided[^]*run\.completed/)
  const after = await call(input, 'POST', '/x', { params, body: { content: 'again' } })
  assert.deepEqual(await problemOf(after), [409, 'The run has ended.'])
})

test('what Arkloop refuses is told in its words', async (t) => {
  let answer: { status: number; headers?: Record<string, string>; body?: string } | null = null
  const upstream = await arkloop({
    start: () => ({ steps: [said('run.started'), gate('cancel')] }),
    intercept: ({ path }) => (path.endsWith('/input') ? answer : null),
  })
  t.after(() => upstream.close())
  const { params } = await begin(t, { ...thread, url: upstream.url, frames: 2 })
  const give = () => call(input, 'POST', '/x', { params, body: { content: 'x' } })
  const headers = { 'content-type': 'application/json' }
  answer = { status: 409, headers, body: '{"code":"runs.not_active","message":"run is not active","trace_id":"t"}' }
  assert.deepEqual(await problemOf(await give()), [409, 'The upstream refused it (409): run is not active'])
  answer = { status: 429, headers: { ...headers, 'retry-after': '9' }, body: '{"message":"rate limit exceeded"}' }
  const busy = await give()
  assert.deepEqual([busy.status, busy.headers.get('retry-after')], [429, '9'])
  upstream.expireToken()
  answer = null
  assert.deepEqual(await problemOf(await give()), [409, 'The upstream refused the credential (401).'])
  answer = { status: 502 }
  assert.deepEqual(await problemOf(await give()), [502, 'The upstream has trouble (502).'])
})

const chat = (event: string, data?: unknown) => emit({ event, ...(data === undefined ? {} : { data }) })
const operativus = (options: OperativusOptions) => serveOperativus({ token, ...options })

test('a chat run is found among those of its session, and cancelled by the id that its stream never told', async (t) => {
  const upstream = await operativus({
    start: () => ({ chat: { steps: [chat('START'), chat('CONTENT_DELTA', 'Hm'), gate('never')] } }),
  })
  t.after(() => upstream.close())
  const { params, reaches } = await begin(t, {
    dialect: 'operativus',
    url: upstream.url,
    frames: 2,
    operation: 'run',
    params: { agentId: 'a-1' },
    body: { message: 'Think', sessionId: 's-1' },
  })
  assert.equal(Run.parse(await (await call(getRun, 'GET', '/x', { params })).json()).agent, 'a-1')
  const { actions } = Related.parse(await (await call(related, 'GET', '/x', { params })).json())
  assert.equal(actions.cancel, null)
  assert.match(actions.input ?? '', /OperativusAI/)

  assert.equal((await call(cancel, 'POST', '/x', { params })).status, 202)
  await reaches('cancelled')
  assert.match(await datas(params), /Run cancelled by client/)
  const log = await exchanges(params)
  assert.deepEqual(
    log
      .filter(({ purpose }) => purpose === 'find' || purpose === 'cancel')
      .map(({ purpose, status }) => [purpose, status]),
    [
      ['find', 200],
      ['cancel', 204],
    ],
  )
  const run = Run.parse(await (await call(getRun, 'GET', '/x', { params })).json())
  assert.equal(run.upstreamRunId, upstream.runIds()[0])
})
