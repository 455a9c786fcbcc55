import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { storeFrames } from '#lib/db/testing-run.ts'
import { answers } from '#lib/upstream/answers.ts'
import { emit, hang } from '#lib/upstream/script.ts'
import { serveOperativus, type OperativusOptions } from '#lib/upstream/serve-operativus.ts'
import { closedRun, framesOf, runWhen, testRecorder, testRun, until } from './testing.ts'

// A run that was started, and of which a recorder that takes it up knows no id: it is looked for in the upstream's list.

const db = await testDatabase()
const recorder = testRecorder(db)

/** A run whose start was sent, as its last recorder left it, and its upstream. */
async function left(
  operation: 'run' | 'background',
  connection: { status: number | null; why: string },
  options: OperativusOptions = {},
) {
  const steps = [emit({ eventType: 'RUN_START' }), emit({ eventType: 'RUN_COMPLETE' })]
  const row = { agentId: 'a-1', sessionId: 's-1', status: 'COMPLETED' }
  const upstream = await serveOperativus({ runs: { r1: { log: { steps }, row } }, ...options })
  whenOver(() => upstream.close())
  const run = await testRun(db, {
    baseUrl: upstream.url,
    dialect: 'operativus',
    surface: operation === 'run' ? 'chat' : 'log',
    upstreamRunId: null,
    threadId: 's-1',
    start: { operation, params: { agentId: 'a-1' }, body: { message: 'Hi', sessionId: 's-1' } },
  })
  const openedUs = BigInt(Date.now()) * 1000n
  const opened = { number: 1, purpose: 'start', method: 'POST', path: '/', requestHeaders: {}, openedUs }
  await db.prisma.connection.create({ data: { runId: run.runId, ...opened, closedUs: openedUs, ...connection } })
  await db.prisma.run.update({
    where: { id: run.runId },
    data: { startedUs: openedUs, startedAtBasis: 'request' },
  })
  return { upstream, run }
}

test('a run whose start got no answer is found, recorded from its first frame and whole', async () => {
  const { upstream, run } = await left('background', { status: null, why: 'no_answer' })
  recorder.wake()
  const row = await closedRun(db, run)
  assert.deepEqual([row.upstreamRunId, row.status, row.integrity], ['r1', 'completed', 'complete'])
  assert.ok(upstream.requests.every(({ method }) => method === 'GET'))
})

test('an upstream that is away when it is asked for its runs is waited for', async () => {
  let away = 5
  const intercept: OperativusOptions['intercept'] = () => (away-- > 0 ? answers.unavailable : null)
  const { run } = await left('background', { status: null, why: 'no_answer' }, { intercept })
  recorder.wake()
  assert.equal((await closedRun(db, run)).status, 'completed')
})

test('a chat whose recorder ended between its early end and the gap that says so lacks its end', async () => {
  const { run } = await left('run', { status: 200, why: 'ended' })
  await storeFrames(db, run.runId, ['data:{"event":"START"}\n\n'])
  recorder.wake()
  const row = await closedRun(db, run)
  assert.deepEqual([row.status, row.gapCount, row.integrity], ['completed', 1, 'gaps'])
})

test('a chat that a recorder had to leave is asked about by the next one', async () => {
  const steps = [emit({ event: 'START' }), emit({ event: 'CONTENT_DELTA', data: 'Hel' }), hang]
  const upstream = await serveOperativus({ start: () => ({ chat: { steps } }) })
  whenOver(() => upstream.close())
  const own = await testDatabase()
  const leaving = testRecorder(own)
  const run = await testRun(own, {
    baseUrl: upstream.url,
    dialect: 'operativus',
    surface: 'chat',
    upstreamRunId: null,
    threadId: 's-1',
    start: { operation: 'run', params: { agentId: 'a-1' }, body: { message: 'Hi', sessionId: 's-1' } },
  })
  leaving.wake()
  await runWhen(own, run, (row) => row.recorder?.nextSeq === 3)
  await leaving.stop({ drainMs: 0 })
  await until(() => upstream.row(upstream.runIds()[0] ?? '')?.status === 'CANCELLED')
  const next = testRecorder(own)
  const row = await closedRun(own, run)
  await next.stop({ drainMs: 0 })
  assert.deepEqual([row.status, row.integrity], ['cancelled', 'gaps'])
  assert.match((await framesOf(own, run)).at(-1)?.raw.toString() ?? '', /"reason":"recorder_down"/)
  assert.equal(upstream.requests.filter(({ method }) => method === 'POST').length, 1)
})
