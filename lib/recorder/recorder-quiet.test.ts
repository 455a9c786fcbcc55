import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { arkloopEvent, emitArkloop } from '#lib/upstream/arkloop-events.ts'
import { cut, gate, type Script } from '#lib/upstream/script.ts'
import { serveArkloop } from '#lib/upstream/serve-arkloop.ts'
import { closedRun, framesOf, manualTimer, runWhen, testRecorder, testRun, until, type TestRun } from './testing.ts'

// Streams that their server never closes: when they are left, and what is read after that. How long is long enough is
// said by the test.

const db = await testDatabase()
const patience = manualTimer()
const recorder = testRecorder(db, { timer: patience.timer })

const said = (text: string) => emitArkloop('message.delta', { content_delta: text, role: 'assistant' })
const done = emitArkloop('run.completed', { usage: { input_tokens: 30, output_tokens: 12 } })
const title = emitArkloop('thread.title.updated', { title: 'Greeting' })
const turn = emitArkloop('llm.turn.completed', { usage: { input_tokens: 15, output_tokens: 6 } })

/** A run of this script, watched by its id. */
async function watched(script: Script) {
  const upstream = await serveArkloop({ runs: { r1: script }, heartbeatMs: null })
  whenOver(() => upstream.close())
  const run = await testRun(db, { baseUrl: upstream.url, dialect: 'arkloop', upstreamRunId: 'r1' })
  recorder.wake()
  return { upstream, run }
}

/** Waits until so many frames with data are stored. */
async function stored(run: TestRun, count: number) {
  await runWhen(db, run, (row) => (row.recorder?.nextSeq ?? 0) > count + 1)
}

async function numbersOf(run: TestRun) {
  const frames = await framesOf(db, run)
  return frames.flatMap(({ kind, upstreamId }) => (kind === 'comment' ? [] : [upstreamId?.toString() ?? kind]))
}

test('a stream that stays open is left after its terminal frame, and late frames are kept', async () => {
  const { upstream, run } = await watched({ steps: [said('Hel'), turn, said('lo'), turn, done, gate('late'), title] })
  await stored(run, 5)
  upstream.run('r1')?.open('late')
  await stored(run, 6)
  patience.fire()
  const row = await closedRun(db, run)
  assert.deepEqual(await numbersOf(run), ['1', '2', '3', '4', '5', '6'])
  assert.deepEqual(
    row.connections.map(({ purpose, why }) => [purpose, why]).filter(([purpose]) => purpose !== 'detail'),
    [
      ['watch', 'quiet'],
      ['sweep', 'ended'],
    ],
  )
  assert.deepEqual([row.status, row.integrity, row.title], ['completed', 'complete', 'Greeting'])
  // Its turns add up to the total, and are counted once.
  assert.deepEqual([row.inputTokens, row.outputTokens], [30, 12])
})

test('a frame that is stored upstream only after the stream was left is found by the last reading', async () => {
  const { upstream, run } = await watched({ steps: [said('a'), done, gate('late'), title] })
  await stored(run, 2)
  patience.fire()
  upstream.run('r1')?.open('late')
  await closedRun(db, run)
  assert.deepEqual(await numbersOf(run), ['1', '2', '3'])
})

test('a stream that breaks after its terminal frame is waited on anew for what comes late', async () => {
  const { upstream, run } = await watched({ steps: [said('a'), done, cut('rst'), gate('late'), title] })
  await runWhen(db, run, (row) => row.connections.filter(({ purpose }) => purpose === 'watch').length === 2)
  upstream.run('r1')?.open('late')
  await stored(run, 4) // a comment of the second connection among them
  patience.fire()
  const row = await closedRun(db, run)
  assert.deepEqual([await numbersOf(run), row.integrity], [['1', '2', '3'], 'complete'])
})

test('a terminal event that was rewritten in place is kept beside the first one, and marked', async () => {
  const { upstream, run } = await watched({
    steps: [said('a'), emitArkloop('run.interrupted', { message: 'stopped' })],
  })
  await stored(run, 2)
  upstream.rewrite('r1', 2, arkloopEvent('run.interrupted', { message: 'stopped by the system' }))
  patience.fire()
  const row = await closedRun(db, run)
  const frames = await framesOf(db, run)
  assert.deepEqual(await numbersOf(run), ['1', '2', 'gap', '2'])
  assert.match(frames.find(({ kind }) => kind === 'gap')?.raw.toString() ?? '', /"reason":"rewritten"/)
  assert.deepEqual([row.status, row.errorMessage], ['failed', 'stopped'])
})

test('a run that gives no frames is asked about, and watched again while the upstream says that it goes on', async () => {
  const { upstream, run } = await watched({ steps: [gate('never')] })
  await until(() => patience.running() === 1)
  patience.fire()
  await runWhen(db, run, ({ connections }) => connections.some(({ purpose }) => purpose === 'status'))
  await until(() => patience.running() === 1)
  const row = upstream.row('r1')
  assert.ok(row)
  row.status = 'completed'
  patience.fire()
  const closed = await closedRun(db, run)
  assert.equal(closed.status, 'completed')
  const asked = closed.connections.filter(({ purpose }) => purpose === 'status')
  assert.deepEqual(
    asked.map(({ path }) => path),
    ['/v1/runs/r1', '/v1/runs/r1'],
  )
})

test('a terminal event that was rewritten is found by the recorder that takes over, too', async () => {
  const interrupted = emitArkloop('run.interrupted', { message: 'stopped' })
  const { upstream, run } = await watched({ steps: [said('a'), interrupted, title, title, title] })
  await stored(run, 5)
  await recorder.stop({ drainMs: 0 })
  upstream.rewrite('r1', 2, arkloopEvent('run.interrupted', { message: 'stopped by the system' }))
  testRecorder(db, { timer: patience.timer }).wake()
  await until(() => patience.running() === 1)
  patience.fire()
  await closedRun(db, run)
  const frames = await framesOf(db, run)
  assert.match(frames.find(({ kind }) => kind === 'gap')?.raw.toString() ?? '', /"reason":"rewritten"/)
})
