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
import { bytesOf, closedRun, framesOf, runWhen, testRun, type TestRun } from './testing.ts'

// Two recorder processes and a run each way of losing a lease: the process is stopped, or its event loop is blocked.

const BLOCK_MS = 12_000

/** What SIGUSR2 does to a recorder of these tests: its event loop stands still for longer than its lease. */
const blocker = `data:text/javascript,${encodeURIComponent(
  `process.on('SIGUSR2', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${BLOCK_MS}))`,
)}`

for (const [how, lose, wake] of [
  ['is stopped past its lease', 'SIGSTOP', 'SIGCONT'],
  ['has its event loop blocked past its lease', 'SIGUSR2', null],
] as const) {
  test(`of a recorder that ${how}, another takes its run within 8 s, and it writes nothing when it wakes`, async () => {
    const url = await testDatabaseUrl()
    const db = openDatabase(url, { max: 4 })
    whenOver(() => db.close())
    const steps: Step[] = Array.from({ length: 1500 }, (_, i) => [
      emit({ type: 'token', content: `word${i} ` }),
      wait(10),
    ]).flat()
    const upstream = await serveModus({
      runs: { 'run-1': { steps: [...steps, emit({ type: 'done', runId: 'run-1' })] } },
    })
    whenOver(() => upstream.close())
    const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' })
    const children = [await startRecorder(url), await startRecorder(url)]
    await runWhen(db, run, (row) => (row.recorder?.nextSeq ?? 0) > 50, 20_000)
    const owner = await ownerOf(run)
    const zombie = children.find(({ pid }) => pid === owner?.pid) ?? assert.fail('nobody has the run')
    zombie.kill(lose)
    const lostAt = performance.now()
    const taken = await runWhen(db, run, (row) => (row.recorder?.epoch ?? 0) > (owner?.epoch ?? 0), 12_000)
    const resumed = await runWhen(db, run, (row) => (row.recorder?.nextSeq ?? 0) > (taken.recorder?.nextSeq ?? 0), 8000)
    assert.ok(performance.now() - lostAt < 8000, `the run was taken after ${performance.now() - lostAt} ms`)
    if (wake) zombie.kill(wake)
    const row = await closedRun(db, run, 40_000)
    const frames = await framesOf(db, run)
    assert.equal(bytesOf(frames), upstream.truth('run-1').bytes.toString('latin1'))
    assert.deepEqual(
      [row.status, row.integrity, row.recorder?.epoch],
      ['completed', 'complete', resumed.recorder?.epoch],
    )
    assert.ok(zombie.exitCode === null && zombie.signalCode === null, 'it lives on')

    async function ownerOf({ runId }: TestRun) {
      const { rows } = await db.pool.query<{ pid: number; epoch: number }>(
        'SELECT o.pid, r.epoch FROM recording r JOIN recorder o ON o.id = r.owner WHERE r.run_id = $1',
        [runId],
      )
      return rows[0]
    }
  })
}

async function startRecorder(databaseUrl: string): Promise<ChildProcess> {
  const home = await mkdtemp(join(tmpdir(), 'runtape-recorder-'))
  const child = spawn(process.execPath, ['--import', blocker, join(import.meta.dirname, 'main.ts')], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      PROXY_PORT: '0',
      DRAIN_SECONDS: '0',
      RUNTAPE_HOME: home,
      LOG_LEVEL: 'fatal',
      NODE_OPTIONS: '',
    },
    stdio: 'ignore',
  })
  whenOver(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  return child
}
