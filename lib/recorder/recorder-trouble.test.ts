import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { openDatabase } from '#lib/db/client.ts'
import { testDatabaseUrl, whenOver } from '#lib/db/testing.ts'
import { emit, gate, hang, wait } from '#lib/upstream/script.ts'
import { serveModus, type ModusOptions } from '#lib/upstream/serve-modus.ts'
import { databaseProxy } from './testing-proxy.ts'
import { bytesOf, closedRun, framesOf, runWhen, testRecorder, testRun, until } from './testing.ts'

// The database or the upstream goes away and comes back while runs are recorded.

const url = await testDatabaseUrl()
const db = openDatabase(url, { max: 4 })
whenOver(() => db.close())

const token = (content: string) => emit({ type: 'token', content })
const done = emit({ type: 'done', runId: 'run-1' })
const words = (count: number, ms: number) =>
  Array.from({ length: count }, (_, i) => [token(`word${i} `), wait(ms)]).flat()

async function upstreamOf(options: ModusOptions) {
  const upstream = await serveModus(options)
  whenOver(() => upstream.close())
  return upstream
}

/** A recorder on a database of its own way to it. */
function recorderOn(address: string) {
  const own = openDatabase(address, { max: 6 })
  const recorder = testRecorder(own, { logLevel: 'error' })
  return {
    recorder,
    async stop() {
      await recorder.stop({ drainMs: 0 })
      await own.close()
    },
  }
}

async function assertWhole(
  upstreams: Awaited<ReturnType<typeof upstreamOf>>[],
  runs: { runId: bigint; publicId: string }[],
) {
  for (const [i, run] of runs.entries()) {
    const row = await closedRun(db, run, 30_000)
    const frames = await framesOf(db, run)
    assert.equal(bytesOf(frames), upstreams[i]?.truth('run-1').bytes.toString('latin1'))
    assert.deepEqual([row.status, row.integrity, row.frameCount], ['completed', 'complete', frames.length])
  }
}

async function runsOf(count: number, steps: NonNullable<ModusOptions['runs']>[string]['steps']) {
  const upstreams = await Promise.all(Array.from({ length: count }, () => upstreamOf({ runs: { 'run-1': { steps } } })))
  const runs = await Promise.all(upstreams.map(({ url: baseUrl }) => testRun(db, { baseUrl, upstreamRunId: 'run-1' })))
  return { upstreams, runs }
}

test('database connections that are cut all the time while runs stream lose and double nothing', async () => {
  const { upstreams, runs } = await runsOf(3, [...words(200, 5), done])
  const { recorder, stop } = recorderOn(`${url}?application_name=victim`)
  recorder.wake()
  let cuts = 0
  await until(() => recorder.active() === 3)
  while (recorder.active() > 0 && cuts < 60) {
    const { rowCount } = await db.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim' AND state <> 'idle'`,
    )
    cuts += rowCount ?? 0
    await nextTurn()
  }
  await assertWhole(upstreams, runs)
  await stop()
  assert.ok(cuts > 2, `${cuts} statements were cut`)
})

test('a database that is away for a while is waited for, and the runs go on as if nothing had been', async () => {
  const proxy = await databaseProxy(url)
  const { upstreams, runs } = await runsOf(2, [...words(100, 2), gate('on'), ...words(100, 2), done])
  const { recorder, stop } = recorderOn(proxy.url)
  recorder.wake()
  for (const run of runs) await runWhen(db, run, (row) => (row.recorder?.nextSeq ?? 0) > 20)
  proxy.close()
  for (const upstream of upstreams) upstream.run('run-1')?.open('on')
  await until(() => proxy.refused() > 5)
  proxy.open()
  await assertWhole(upstreams, runs)
  assert.deepEqual(
    upstreams.map(({ requests }) => requests.length),
    [1, 1],
  )
  await stop()
})

test('a stream that is silent for longer than its source allows is asked for anew, and nothing is doubled', async () => {
  const upstream = await upstreamOf({
    runs: { 'run-1': { steps: [token('a'), token('b'), gate('on'), token('c'), done] } },
  })
  const { recorder, stop } = recorderOn(url)
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1', settings: { idleSeconds: 5 } })
  recorder.wake()
  await runWhen(db, run, ({ connections }) => connections.length > 1, 15_000)
  upstream.run('run-1')?.open('on')
  await assertWhole([upstream], [run])
  const row = await closedRun(db, run)
  assert.deepEqual([row.connections[0]?.why, row.connections[0]?.detail], ['idle', 'Nothing was heard for 5 s.'])
  await stop()
})

test('a recorder that takes over goes on with the figures where they stood, open calls included', async () => {
  const call = { id: 'c1', name: 'search' }
  const steps = [
    emit({ type: 'tool_start', ...call }),
    ...Array.from({ length: 1500 }, (_, i) => token(`word${i} `)),
    gate('on'),
    emit({ type: 'tool_end', ...call, result: 'x' }),
    done,
  ]
  const upstream = await upstreamOf({ runs: { 'run-1': { steps } } })
  const run = await testRun(db, {
    baseUrl: upstream.url,
    upstreamRunId: 'run-1',
    start: { operation: 'run', body: { message: 'Hi', sessionId: 's', organizationId: 'o' } },
  })
  const first = recorderOn(url)
  first.recorder.wake()
  const before = await runWhen(
    db,
    run,
    ({ recorder: position, frameCount }) => position?.nextSeq === 1502 && frameCount === 1501,
  )
  await first.stop()
  upstream.run('run-1')?.open('on')
  const second = recorderOn(url)
  const row = await closedRun(db, run)
  await second.stop()
  assert.ok((row.recorder?.checkpointSeq ?? 0) >= 1000)
  assert.deepEqual([row.frameCount, row.toolCount, row.status, row.clock], [1503, 1, 'completed', 'received'])
  assert.deepEqual([row.startedUs, row.startedAtBasis, row.ttftMs], [before.startedUs, 'request', before.ttftMs])
  assert.deepEqual(
    row.tools.map(({ status, startSeq, endSeq }) => [status, startSeq, endSeq]),
    [['ok', 1, 1502]],
  )
  assert.deepEqual(
    row.connections.map(({ method, why }) => [method, why]),
    [
      ['POST', 'shutdown'],
      ['GET', 'ended'],
    ],
  )
})

test('a recorder leaves although a stream is silent, within a moment', async () => {
  const upstream = await upstreamOf({ runs: { 'run-1': { steps: [token('a'), hang] } } })
  const { recorder, stop } = recorderOn(url)
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' })
  recorder.wake()
  await runWhen(db, run, (row) => row.recorder?.nextSeq === 2)
  const startedAt = performance.now()
  await stop()
  assert.ok(performance.now() - startedAt < 2000)
  const row = await runWhen(db, run, () => true)
  assert.deepEqual([row.recording, row.recorder?.owner, row.frameCount], ['pending', null, 1])
})
