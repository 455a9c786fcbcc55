import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '#lib/db/client.ts'
import { testDatabaseUrl, whenOver } from '#lib/db/testing.ts'
import { emit, wait, type Step } from '#lib/upstream/script.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { serveModusApi } from '#lib/upstream/serve-modus-api.ts'
import { sleep } from './sleep.ts'
import { databaseProxy } from './testing-proxy.ts'
import { bytesOf, closedRun, framesOf, runWhen, testRun } from './testing.ts'

const url = await testDatabaseUrl()
const db = openDatabase(url, { max: 4 })
whenOver(() => db.close())

async function startProcess(databaseUrl = url): Promise<ChildProcess> {
  const home = await mkdtemp(join(tmpdir(), 'runtape-recorder-'))
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      DRAIN_SECONDS: '0',
      RUNTAPE_HOME: home,
      LOG_LEVEL: 'fatal',
      NODE_OPTIONS: '',
    },
    stdio: 'ignore',
  })
  whenOver(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  })
  return child
}

async function streaming(words: number) {
  const steps: Step[] = [...Array(words).keys()].flatMap((i) => [
    emit({ type: 'token', content: `word${i} ` }),
    wait(5),
  ])
  const upstream = await serveModus({
    runs: { 'run-1': { steps: [...steps, emit({ type: 'done', runId: 'run-1' })] } },
  })
  whenOver(() => upstream.close())
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' })
  return { upstream, run }
}

test('kill -9 of the recorder in mid-stream, and a restart, loses and doubles nothing', async () => {
  const { upstream, run } = await streaming(2500)
  for (let round = 0; round < 2; round++) {
    const child = await startProcess()
    const before = (await framesOf(db, run)).length
    await runWhen(db, run, (row) => (row.recorder?.nextSeq ?? 0) > before + 150, 15_000)
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const last = await startProcess()
  const row = await closedRun(db, run, 30_000)
  last.kill('SIGTERM')
  await once(last, 'exit')
  const frames = await framesOf(db, run)
  assert.equal(bytesOf(frames), upstream.truth('run-1').bytes.toString('latin1'))
  assert.deepEqual(
    frames.map(({ seq }) => seq),
    [...frames.keys()].map((i) => i + 1),
  )
  assert.equal(row.integrity, 'complete')
  assert.equal(row.frameCount, frames.length)
  assert.equal(row.connections.filter(({ why }) => why === 'recorder_down').length, 2)
})

test('SIGTERM stores what was received and gives the run back at once', async () => {
  const { upstream, run } = await streaming(600)
  const first = await startProcess()
  await runWhen(db, run, (row) => (row.recorder?.nextSeq ?? 0) > 100, 15_000)
  first.kill('SIGTERM')
  assert.deepEqual(await once(first, 'exit'), [0, null])
  const given = await runWhen(db, run, () => true)
  assert.equal(given.recorder?.owner, null)
  assert.equal(given.frameCount, (given.recorder?.nextSeq ?? 0) - 1)
  const second = await startProcess()
  await closedRun(db, run, 15_000)
  second.kill('SIGTERM')
  await once(second, 'exit')
  assert.equal(bytesOf(await framesOf(db, run)), upstream.truth('run-1').bytes.toString('latin1'))
})

test('SIGTERM ends a recorder within a moment although its database is away, and the next one goes on', async () => {
  const proxy = await databaseProxy(url)
  const { upstream, run } = await streaming(200)
  const first = await startProcess(proxy.url)
  await runWhen(db, run, (row) => (row.recorder?.nextSeq ?? 0) > 20, 15_000)
  proxy.close()
  first.kill('SIGTERM')
  const startedAt = performance.now()
  assert.deepEqual(await once(first, 'exit'), [1, null])
  assert.ok(performance.now() - startedAt < 8000)
  await startProcess()
  await closedRun(db, run, 20_000)
  assert.equal(bytesOf(await framesOf(db, run)), upstream.truth('run-1').bytes.toString('latin1'))
})

test('the process reads sources in the background, too', async () => {
  const api = await serveModusApi({
    runs: [{ id: 'wf_1:a', agentId: 'a1', status: 'completed', startedAt: new Date().toISOString() }],
  })
  whenOver(() => api.close())
  const { runId } = await testRun(db, { baseUrl: 'http://127.0.0.1:9' })
  const { sourceId } = await db.prisma.run.update({ where: { id: runId }, data: { recording: 'closed' } })
  await db.prisma.recording.update({ where: { runId }, data: { state: 'closed' } })
  const settings = { apiBaseUrl: api.url, discover: true, agents: ['a1'] }
  await db.prisma.source.update({ where: { id: sourceId }, data: { settings } })
  await startProcess()
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; await sleep(20)) {
    if ((await db.prisma.run.count({ where: { sourceId } })) === 2) break
  }
  assert.equal(await db.prisma.run.count({ where: { sourceId, integrity: 'not_recorded' } }), 1)
})

test('states of a long run are stored once it is over', async () => {
  const words = Array.from({ length: 1200 }, (_, i) => emit({ type: 'token', content: `word${i} ` }))
  const upstream = await serveModus({
    runs: { 'run-1': { steps: [...words, emit({ type: 'done', runId: 'run-1' })] } },
  })
  whenOver(() => upstream.close())
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' })
  const child = await startProcess()
  await closedRun(db, run, 15_000)
  while ((await db.prisma.runSnapshot.count({ where: { runId: run.runId } })) === 0) await sleep(20)
  child.kill('SIGTERM')
  await once(child, 'exit')
})
