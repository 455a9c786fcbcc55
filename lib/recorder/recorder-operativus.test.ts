import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { SourceSettings } from '#lib/api/source.ts'
import { createSource } from '#lib/db/create-source.ts'
import { recordRun } from '#lib/db/record-run.ts'
import { startRun } from '#lib/db/start-run.ts'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { fixtures } from '#lib/dialects/fixtures/operativus.ts'
import { scriptOf } from '#lib/upstream/script-of.ts'
import { cut, emit, gate, hang, type Script } from '#lib/upstream/script.ts'
import { serveOperativus, type OperativusOptions, type OperativusUpstream } from '#lib/upstream/serve-operativus.ts'
import { bytesOf, closedRun, framesOf, runWhen, testRecorder, type TestRun } from './testing.ts'

// OperativusAI through the recorder: a chat stream that cannot be resumed, a log whose numbers have holes.

const db = await testDatabase()
const recorder = testRecorder(db, { hurry: 100 })

const said = (event: string, data = '') => emit({ event, data })
const logged = (eventType: string, payload: object = {}) => emit({ eventType, payload })
const isLog = (fixture: (typeof fixtures.runs)[number]) => fixture.frames[0]?.block.id !== null
const isEnded = (status: string | null) => status !== null && ['completed', 'failed', 'cancelled'].includes(status)

for (const fixture of fixtures.runs.filter((run) => !isLog(run) && isEnded(run.status))) {
  test(`${fixture.name} is recorded whole and read as its fixture says`, async () => {
    const { upstream, run } = await chatRun(scriptOf(fixture))
    const row = await closedRun(db, run)
    const frames = await framesOf(db, run)
    assert.deepEqual(
      frames.map(({ kind }) => kind),
      fixture.frames.map(({ kind }) => kind),
    )
    assert.equal(bytesOf(frames), upstream.truth(upstream.runIds()[0] ?? '', 'chat').bytes.toString('latin1'))
    assert.deepEqual([row.status, row.integrity, row.agent], [fixture.status, 'complete', 'a-1'])
  })
}

for (const fixture of fixtures.runs.filter((run) => isLog(run) && isEnded(run.status))) {
  test(`${fixture.name} is recorded whole, from the start and cut in the middle`, async () => {
    const script = scriptOf(fixture)
    const broken = { steps: [...script.steps.slice(0, 2), cut('rst', 9), ...script.steps.slice(2)] }
    for (const log of [script, broken]) {
      const upstream = await upstreamOf({ runs: { 'r-1': { log } } })
      const run = await watched(upstream, 'r-1')
      const row = await closedRun(db, run)
      const frames = await framesOf(db, run)
      assert.equal(bytesOf(frames), upstream.truth('r-1', 'log').bytes.toString('latin1'))
      assert.deepEqual([row.status, row.integrity, row.agent], [fixture.status, 'complete', 'a-1'])
    }
  })
}

test('a chat stream that breaks is a gap; the run is found by its session, and its status asked for', async () => {
  const steps = [said('START'), said('CONTENT_DELTA', 'Hel'), cut('rst'), said('CONTENT_DELTA', 'lo'), said('STOP')]
  const { upstream, run } = await chatRun({ steps })
  const row = await closedRun(db, run)
  assert.deepEqual([row.status, row.integrity, row.upstreamRunId], ['completed', 'gaps', upstream.runIds()[0]])
  assert.equal(upstream.requests.filter(({ method }) => method === 'POST').length, 1)
  assert.deepEqual(
    (await framesOf(db, run)).map(({ kind }) => kind),
    ['lifecycle', 'output', 'gap'],
  )
})

test('a chat stream that ends after an error without STOP is a failed run', async () => {
  const { run } = await chatRun({ steps: [said('START'), said('ERROR', 'no quota')] })
  const row = await closedRun(db, run)
  assert.deepEqual([row.status, row.integrity, row.errorMessage], ['failed', 'complete', 'no quota'])
})

test('a background run takes the id of the answer, and its log is recorded', async () => {
  const log = { steps: [logged('RUN_START'), logged('TOOL_INVOKED', { toolName: 'search' }), logged('RUN_COMPLETE')] }
  const { upstream, run } = await started('background', { start: () => ({ log }) })
  const row = await closedRun(db, run)
  assert.deepEqual([row.status, row.integrity, row.surface], ['completed', 'complete', 'log'])
  assert.equal(row.upstreamRunId, upstream.runIds()[0])
  assert.equal((await framesOf(db, run)).length, 3)
})

test('every connection to a log has a token of its own where the source asks for it', async () => {
  const log = { steps: [logged('RUN_START'), logged('LLM_REQUEST'), cut('end'), logged('RUN_COMPLETE')] }
  const upstream = await upstreamOf({ runs: { r: { log } }, token: 'secret', ticketsOnly: true })
  const run = await watched(upstream, 'r', { singleUseToken: true })
  const row = await closedRun(db, run)
  assert.deepEqual([row.status, row.integrity], ['completed', 'complete'])
  const tokens = upstream.requests.flatMap(({ query }) => query.get('token') ?? [])
  assert.ok(tokens.length >= 2)
  assert.equal(new Set(tokens).size, tokens.length)
})

test('a log without a terminal event is over when the status call says that the run is', async () => {
  const log = { steps: [logged('LLM_REQUEST'), gate('never'), hang] }
  const upstream = await upstreamOf({ runs: { r: { log, row: { agentId: 'a-1', status: 'RUNNING' } } } })
  const run = await watched(upstream, 'r')
  await runWhen(db, run, ({ recording }) => recording === 'streaming')
  const row = upstream.row('r')
  if (row) row.status = 'COMPLETED'
  assert.deepEqual((await closedRun(db, run)).status, 'completed')
})

async function upstreamOf(options: OperativusOptions): Promise<OperativusUpstream> {
  const upstream = await serveOperativus(options)
  whenOver(() => upstream.close())
  return upstream
}

function chatRun(chat: Script) {
  return started('run', { start: () => ({ chat }) })
}

async function started(
  operation: string,
  options: OperativusOptions,
): Promise<{ upstream: OperativusUpstream; run: TestRun }> {
  const upstream = await upstreamOf(options)
  const body = { message: 'Hi', sessionId: randomUUID() }
  const made = await startRun({ source: await sourceOf(upstream), operation, params: { agentId: 'a-1' }, body }, db)
  return { upstream, run: await found(made) }
}

async function watched(
  upstream: OperativusUpstream,
  upstreamRunId: string,
  settings: SourceSettings = {},
): Promise<TestRun> {
  return found(await recordRun({ source: await sourceOf(upstream, settings), upstreamRunId }, db))
}

async function sourceOf(upstream: OperativusUpstream, settings: SourceSettings = {}): Promise<string> {
  const input = { name: `OperativusAI ${randomUUID()}`, dialect: 'operativus', baseUrl: upstream.url, settings }
  const source = await createSource({ ...input, credential: 'secret' }, db)
  assert.ok(source)
  return source.slug
}

async function found(answer: Awaited<ReturnType<typeof startRun>>): Promise<TestRun> {
  assert.ok('publicId' in answer, JSON.stringify(answer))
  recorder.wake()
  const { id } = await db.prisma.run.findUniqueOrThrow({ where: { publicId: answer.publicId } })
  return { runId: id, publicId: answer.publicId }
}
