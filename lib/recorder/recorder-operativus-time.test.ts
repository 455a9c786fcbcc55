import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { emit, wait, type Step } from '#lib/upstream/script.ts'
import { serveOperativus, type OperativusOptions } from '#lib/upstream/serve-operativus.ts'
import { closedRun, framesOf, testRecorder, testRun } from './testing.ts'

// What time does to streams without heartbeats: a chat stream is never closed from here, a log is by its server.

const db = await testDatabase()
// A log that is silent for a minute, which is asked about, is silent for 600 ms here.
const recorder = testRecorder(db, { hurry: 100 })

const said = (event: string, data = '') => emit({ event, data })
const logged = (eventType: string) => emit({ eventType })
const start = { params: { agentId: 'a-1' }, body: { message: 'Hi', sessionId: 's-1' } }

async function recorded(options: OperativusOptions, run: Partial<Parameters<typeof testRun>[1]>) {
  const upstream = await serveOperativus(options)
  whenOver(() => upstream.close())
  const made = await testRun(db, { baseUrl: upstream.url, dialect: 'operativus', upstreamRunId: null, ...run })
  recorder.wake()
  return { upstream, run: made, row: await closedRun(db, made) }
}

test('a chat stream that is silent for long is left open, since whoever closes it cancels the run', async () => {
  const steps: Step[] = [said('START'), wait(1500), said('CONTENT_DELTA', 'Hi'), said('STOP')]
  const more = { surface: 'chat', start: { operation: 'run', ...start } }
  const { upstream, row } = await recorded({ start: () => ({ chat: { steps } }) }, more)
  assert.deepEqual([row.status, row.integrity], ['completed', 'complete'])
  const [id = ''] = upstream.runIds()
  assert.deepEqual(
    upstream.truth(id, 'chat').connections.map(({ ended }) => ended),
    ['complete'],
  )
})

test('a log that its server ends in time goes on where it was while the run does', async () => {
  const steps = [logged('RUN_START'), wait(400), logged('LLM_REQUEST'), wait(400), logged('RUN_COMPLETE')]
  const options = { runs: { r: { log: { steps }, row: { agentId: 'a-1' } } }, emitterTimeoutMs: 150 }
  const { upstream, run, row } = await recorded(options, { surface: 'log', upstreamRunId: 'r' })
  assert.deepEqual([row.status, row.integrity], ['completed', 'complete'])
  assert.equal((await framesOf(db, run)).length, 3)
  assert.ok(upstream.truth('r', 'log').connections.length > 1)
})

test('a silent log without a terminal event is over when the run is, as the status call says', async () => {
  const steps = [logged('LLM_REQUEST')]
  const options = { runs: { r: { log: { steps }, row: { agentId: 'a-1', status: 'COMPLETED' } } } }
  const { upstream, row } = await recorded(options, { surface: 'log', upstreamRunId: 'r' })
  assert.equal(row.status, 'completed')
  assert.ok(upstream.requests.some(({ path }) => path === '/api/agents/a-1/runs/status'))
})

test('a run that is started in the background takes the id of the answer, and its log is recorded', async () => {
  const log = { steps: [logged('RUN_START'), logged('RUN_COMPLETE')] }
  const more = { surface: 'log', start: { operation: 'background', ...start } }
  const { upstream, run, row } = await recorded({ start: () => ({ log }) }, more)
  assert.deepEqual([row.status, row.integrity, row.upstreamRunId], ['completed', 'complete', upstream.runIds()[0]])
  assert.equal((await framesOf(db, run)).length, 2)
})
