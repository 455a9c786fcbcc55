import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { cut, emit, gate, type Script } from '#lib/upstream/script.ts'
import { serveOperativus, type OperativusOptions } from '#lib/upstream/serve-operativus.ts'
import { bytesOf, closedRun, framesOf, runWhen, testRecorder, testRun, type TestRun } from './testing.ts'

// A chat stream that cannot be resumed and does not name its run, and a log whose numbers have holes.

const db = await testDatabase()
const recorder = testRecorder(db)

const said = (event: string, data?: unknown) => emit({ event, ...(data === undefined ? {} : { data }) })
const logged = (eventType: string, payload: object = {}) => emit({ eventType, payload })

async function serve(options: OperativusOptions) {
  const upstream = await serveOperativus(options)
  whenOver(() => upstream.close())
  return upstream
}

/** A chat run with this script, started here. */
async function chatted(chat: Script, options: OperativusOptions = {}) {
  const upstream = await serve({ start: () => ({ chat }), ...options })
  const start = { operation: 'run', params: { agentId: 'a-1' }, body: { message: 'Hi', sessionId: 's-1' } }
  const run = await testRun(db, {
    baseUrl: upstream.url,
    dialect: 'operativus',
    surface: 'chat',
    upstreamRunId: null,
    threadId: 's-1',
    start,
  })
  recorder.wake()
  return { upstream, run }
}

/** A run whose log has this script, watched by its id. */
async function watched(log: Script, options: OperativusOptions = {}, singleUseToken = false) {
  const upstream = await serve({ runs: { r1: { log, row: { agentId: 'a-1' } } }, ...options })
  const run = await testRun(db, {
    baseUrl: upstream.url,
    dialect: 'operativus',
    surface: 'log',
    upstreamRunId: 'r1',
    settings: { singleUseToken },
    ...(singleUseToken && { credential: 'secret' }),
  })
  recorder.wake()
  return { upstream, run }
}

const answered: Script = {
  steps: [said('START'), said('CONTENT_DELTA', 'Hel'), said('CONTENT_DELTA', 'lo'), said('CONTENT_DONE'), said('STOP')],
}

test('a chat run is recorded byte for byte on its one connection', async () => {
  const { upstream, run } = await chatted(answered)
  const row = await closedRun(db, run)
  const [id] = upstream.runIds()
  assert.equal(bytesOf(await framesOf(db, run)), upstream.truth(id ?? '', 'chat').bytes.toString('latin1'))
  assert.deepEqual([row.status, row.integrity, row.clock], ['completed', 'complete', 'received'])
  assert.equal(upstream.row(id ?? '')?.status, 'COMPLETED')
})

test('a chat that calls its run by what is no id is recorded to its end, and never cut for that', async () => {
  for (const runId of ['a\0b', '..', randomBytes(4000).toString('base64')]) {
    const steps = [said('START', { runId }), said('CONTENT_DELTA', 'Hi'), said('STOP')]
    const { upstream, run } = await chatted({ steps })
    const row = await closedRun(db, run)
    assert.deepEqual([row.status, row.integrity, row.frameCount], ['completed', 'complete', 3])
    assert.equal(upstream.row(upstream.runIds()[0] ?? '')?.status, 'COMPLETED')
  }
})

test('an error is followed by more frames, and the run failed', async () => {
  const steps = [said('START'), said('ERROR', 'no quota'), said('CONTENT_DONE'), said('STOP')]
  const { run } = await chatted({ steps })
  const row = await closedRun(db, run)
  assert.deepEqual([row.status, row.errorMessage, row.frameCount, row.integrity], ['failed', 'no quota', 4, 'complete'])
})

test('a stream that is nothing but an error failed, with nothing missing', async () => {
  const { run } = await chatted(answered, { agents: ['another'] })
  const row = await closedRun(db, run)
  assert.deepEqual([row.status, row.integrity, row.frameCount], ['failed', 'complete', 1])
})

test('a chat that breaks is a gap; its run is found by its session, and closed as its status says', async () => {
  const steps = [said('START'), said('CONTENT_DELTA', 'Hel'), cut('rst'), gate('on'), said('STOP')]
  const { upstream, run } = await chatted({ steps })
  const asked = await runWhen(db, run, ({ status, recording }) => status === 'running' && recording === 'waiting')
  assert.equal(asked.gapCount, 1)
  const [id] = upstream.runIds()
  const row = upstream.row(id ?? '')
  assert.ok(row)
  row.status = 'COMPLETED'
  const closed = await closedRun(db, run)
  assert.deepEqual([closed.status, closed.integrity, closed.upstreamRunId], ['completed', 'gaps', id])
  assert.deepEqual([...new Set(closed.connections.map(({ purpose }) => purpose))].slice(0, 3), [
    'start',
    'find',
    'status',
  ])
  const gap = (await framesOf(db, run)).find(({ kind }) => kind === 'gap')
  assert.match(gap?.raw.toString() ?? '', /"reason":"upstream_lost"/)
})

test('chats that break together are asked about in one call', async () => {
  const steps = [said('START'), said('CONTENT_DELTA', 'a'), gate('break'), cut('rst'), gate('never'), said('STOP')]
  const upstream = await serve({ start: () => ({ chat: { steps } }) })
  const runs: TestRun[] = []
  for (const session of ['s-1', 's-2', 's-3']) {
    const start = { operation: 'run', params: { agentId: 'a-1' }, body: { message: 'Hi', sessionId: session } }
    const run = {
      baseUrl: upstream.url,
      dialect: 'operativus',
      surface: 'chat',
      upstreamRunId: null,
      threadId: session,
      start,
    }
    runs.push(await testRun(db, run, runs[0]))
  }
  recorder.wake()
  for (const run of runs) await runWhen(db, run, (row) => (row.recorder?.nextSeq ?? 0) >= 3)
  const ids = upstream.runIds()
  for (const id of ids) {
    upstream.chat(id)?.open('break')
    const row = upstream.row(id)
    if (row) row.status = 'CANCELLED'
  }
  for (const run of runs) assert.equal((await closedRun(db, run)).status, 'cancelled')
  const calls = upstream.requests.filter(({ path }) => path.endsWith('/runs/status'))
  assert.ok(calls.length < runs.length, `${calls.length} calls`)
})

test('where there is no call for many, each run is asked about alone', async () => {
  const steps = [said('START'), cut('rst'), gate('on'), said('STOP')]
  const { upstream, run } = await chatted({ steps }, { batch: 'missing', documented: true })
  await runWhen(db, run, ({ recording }) => recording === 'waiting')
  const row = upstream.row(upstream.runIds()[0] ?? '')
  assert.ok(row)
  row.status = 'FAILED'
  assert.equal((await closedRun(db, run)).status, 'failed')
  assert.ok(upstream.requests.some(({ path }) => /\/runs\/[^/]+\/status$/.test(path)))
})

test('a log is recorded with the holes that its numbers have, and no gap', async () => {
  const steps = [logged('RUN_START'), logged('TOOL_INVOKED', { toolName: 'search' })]
  const more = [cut('fin'), logged('TOOL_COMPLETED', { toolName: 'search', status: 'ok' }), logged('RUN_COMPLETE')]
  const { upstream, run } = await watched({ steps: [...steps, ...more] })
  const row = await closedRun(db, run)
  assert.equal(bytesOf(await framesOf(db, run)), upstream.truth('r1', 'log').bytes.toString('latin1'))
  assert.deepEqual([row.status, row.integrity, row.toolCount], ['completed', 'complete', 1])
})

test('every connection to a log has a single-use token of its own, which is written down nowhere', async () => {
  const steps = [logged('RUN_START'), cut('fin'), logged('RUN_COMPLETE')]
  const { upstream, run } = await watched({ steps }, { ticketsOnly: true, token: 'secret' }, true)
  const row = await closedRun(db, run)
  assert.equal(row.status, 'completed')
  const tokens = upstream.requests.flatMap(({ query }) => query.get('token') ?? [])
  assert.equal(new Set(tokens).size, 2)
  const written = JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  for (const token of tokens) assert.ok(!written.includes(token))
})
