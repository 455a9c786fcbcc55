import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reopenRun } from '#lib/db/reopen-run.ts'
import { stopRun } from '#lib/db/stop-run.ts'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { answers } from '#lib/upstream/answers.ts'
import { listen } from '#lib/upstream/listen.ts'
import { emit, hang, type ConnectionPlan, type Step } from '#lib/upstream/script.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { closedRun, framesOf, runWhen, testRecorder, testRun, type TestRun } from './testing.ts'

// A person stops a recording in whatever state it is; the run itself goes on upstream.

const db = await testDatabase()
const recorder = testRecorder(db, { hurry: 1 })

const token = (content: string) => emit({ type: 'token', content })

async function runOf(steps: readonly Step[], connections: ConnectionPlan[] = []) {
  const upstream = await serveModus({ runs: { 'run-1': { steps, connections } } })
  whenOver(() => upstream.close())
  return { upstream, run: await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' }) }
}

async function stopped(run: TestRun) {
  assert.equal(await stopRun(run.publicId, db), true)
  recorder.wake()
  const row = await closedRun(db, run)
  assert.deepEqual(
    [row.recordingError, row.recorder?.state, row.recorder?.stopRequested, row.recorder?.owner],
    ['Recording was stopped.', 'closed', false, null],
  )
  return { row, kinds: (await framesOf(db, run)).map(({ kind }) => kind) }
}

test('a stream that is stopped is hung up, its status is left, and a gap says that more was to come', async () => {
  const { upstream, run } = await runOf([token('a'), token('b'), hang])
  recorder.wake()
  await runWhen(db, run, (row) => row.recorder?.nextSeq === 3)
  const { row, kinds } = await stopped(run)
  assert.deepEqual(kinds, ['output', 'output', 'gap'])
  assert.deepEqual([row.status, row.integrity, row.connections[0]?.why], ['running', 'gaps', 'stopped'])
  assert.equal(upstream.truth('run-1').connections.length, 1)
})

test('a stream that is stopped after its terminal frame is whole', async () => {
  const { run } = await runOf([token('a'), emit({ type: 'done', runId: 'r' }), hang])
  recorder.wake()
  await runWhen(db, run, (row) => row.recorder?.nextSeq === 3)
  const { row, kinds } = await stopped(run)
  assert.deepEqual([kinds.length, row.status, row.integrity], [2, 'completed', 'complete'])
})

test('a recording that waits for the first answer is stopped', async () => {
  const asked = Promise.withResolvers<void>()
  const upstream = await listen(() => asked.resolve())
  whenOver(() => upstream.close())
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' })
  recorder.wake()
  await asked.promise
  const { row, kinds } = await stopped(run)
  assert.deepEqual([kinds, row.status, row.connections[0]?.why], [[], 'queued', 'stopped'])
})

test('a recording that waits for its upstream is stopped at once, and the upstream is not asked again', async () => {
  const { upstream, run } = await runOf([], [{ answer: { status: 503, headers: { 'retry-after': '900' } } }])
  recorder.wake()
  await runWhen(db, run, ({ recording }) => recording === 'waiting')
  await stopped(run)
  assert.equal(upstream.requests.length, 1)
})

for (const [state, answer] of [
  ['auth_required', answers.unauthorized],
  ['blocked', answers.signInPage],
] as const) {
  test(`a recording that is ${state} is stopped`, async () => {
    const { upstream, run } = await runOf([], [{ answer }])
    recorder.wake()
    await runWhen(db, run, ({ recording }) => recording === state)
    const { row } = await stopped(run)
    assert.deepEqual([upstream.requests.length, row.status], [1, 'queued'])
  })
}

test('a recording that nobody has begun is closed without asking the upstream', async () => {
  const own = await testDatabase()
  const run = await testRun(own, { baseUrl: 'http://127.0.0.1:1', upstreamRunId: 'run-1' })
  await stopRun(run.publicId, own)
  const late = testRecorder(own)
  const row = await closedRun(own, run)
  await late.stop({ drainMs: 0 })
  assert.deepEqual([row.status, row.connections], ['queued', []])
})

test('a stop that comes while the run is being parked is not forgotten', async () => {
  const answering = Promise.withResolvers<void>()
  const upstream = await listen(async (_, response) => {
    await answering.promise
    response.writeHead(401).end()
  })
  whenOver(() => upstream.close())
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' })
  recorder.wake()
  await runWhen(db, run, ({ recording }) => recording === 'connecting')
  await stopRun(run.publicId, db)
  answering.resolve()
  recorder.wake()
  await closedRun(db, run)
})

test('a closed recording stays as it is', async () => {
  const { run } = await runOf([token('a'), emit({ type: 'done', runId: 'r' })])
  recorder.wake()
  const before = await closedRun(db, run)
  await stopRun(run.publicId, db)
  const { updatedAt: _, ...after } = await closedRun(db, run)
  assert.partialDeepStrictEqual(before, after)
})

test('a run that was stopped can be taken up again, and goes on where it stood', async () => {
  const { upstream, run } = await runOf([token('a'), token('b'), token('c'), hang])
  recorder.wake()
  await runWhen(db, run, (row) => row.recorder?.nextSeq === 4)
  await stopped(run)
  await reopenRun(
    {
      id: run.runId,
      publicId: run.publicId,
      status: 'running',
      recording: 'closed',
      operation: null,
      start: null,
      integrity: null,
    },
    db,
  )
  recorder.wake()
  await runWhen(db, run, ({ recording, duplicatesDropped }) => recording === 'streaming' && duplicatesDropped === 1)
  assert.equal(upstream.requests[1]?.headers['last-event-id'], upstream.truth('run-1').frames[1]?.id)
  const { kinds } = await stopped(run)
  assert.deepEqual(kinds, ['output', 'output', 'output', 'gap', 'gap'])
})
