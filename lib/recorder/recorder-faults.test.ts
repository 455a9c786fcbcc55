import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from '#lib/db/client.ts'
import { testDatabaseUrl, whenOver } from '#lib/db/testing.ts'
import { bytes, emit, gate, wait, type Script, type Step } from '#lib/upstream/script.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { bytesOf, closedRun, framesOf, runWhen, testRecorder, testRun } from './testing.ts'

// Faults of docs/reliability.md that are no matter of one dialect and need no more than a moment.

const url = await testDatabaseUrl()
const db = openDatabase(url, { max: 6 })
whenOver(() => db.close())

const token = (content: string) => emit({ type: 'token', content })
const done = emit({ type: 'done', runId: 'run-1' })

async function runOf(steps: readonly Step[], more: Omit<Script, 'steps'> = {}) {
  const upstream = await serveModus({ runs: { 'run-1': { steps, ...more } } })
  whenOver(() => upstream.close())
  return { upstream, run: await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' }) }
}

async function assertWhole({ upstream, run }: Awaited<ReturnType<typeof runOf>>) {
  const row = await closedRun(db, run, 20_000)
  const frames = await framesOf(db, run)
  assert.equal(bytesOf(frames), upstream.truth('run-1').bytes.toString('latin1'))
  assert.deepEqual([row.status, row.integrity, row.frameCount], ['completed', 'complete', frames.length])
  return frames
}

test('an empty id, an id with NUL and one of a megabyte are stored as they came, and keep no run from going on', async () => {
  const recorder = testRecorder(db)
  const long = 'x'.repeat(1024 * 1024)
  const one = await runOf([
    bytes('id: 1-0\ndata: {"type":"token","content":"a"}\n\n', '1-0'),
    bytes('id:\ndata: {"type":"token","content":"b"}\n\n'),
    bytes('id: 2\0-0\ndata: {"type":"token","content":"c"}\n\n'),
    bytes(`id: ${long}\ndata: {"type":"token","content":"d"}\n\n`),
    bytes('id: 3-0\ndata: {"type":"done"}\n\n', '3-0'),
  ])
  recorder.wake()
  const frames = await assertWhole(one)
  assert.deepEqual(
    frames.map(({ kind }) => kind),
    ['output', 'output', 'output', 'output', 'lifecycle'],
  )
  await recorder.stop({ drainMs: 0 })
})

test('a block that is an event name and nothing else is stored, and is no heartbeat of the run', async () => {
  const recorder = testRecorder(db)
  const one = await runOf([token('a'), bytes('event: ping\n\n'), token('b'), done])
  recorder.wake()
  const frames = await assertWhole(one)
  assert.deepEqual(
    frames.map(({ kind }) => kind),
    ['output', 'field', 'output', 'lifecycle'],
  )
  await recorder.stop({ drainMs: 0 })
})

test('runs whose upstream has no address are waited for, and hold back no other', async () => {
  const recorder = testRecorder(db)
  const lost = await Promise.all(
    Array.from({ length: 20 }, (_, i) => testRun(db, { baseUrl: `http://upstream-${i}.invalid` })),
  )
  const one = await runOf([token('a'), wait(200), token('b'), done])
  recorder.wake()
  await assertWhole(one)
  for (const run of lost) assert.equal((await runWhen(db, run, () => true)).recorder?.state, 'open')
  await recorder.stop({ drainMs: 0 })
  await db.prisma.recording.updateMany({
    where: { runId: { in: lost.map(({ runId }) => runId) } },
    data: { state: 'closed' },
  })
})

test('a table that is locked for longer than a statement may take is waited for, and nothing is lost or doubled', async () => {
  const own = openDatabase(url, { max: 6, limitMs: 300 })
  const recorder = testRecorder(own, { logLevel: 'error' })
  const one = await runOf([token('a'), gate('on'), token('b'), token('c'), done])
  recorder.wake()
  await runWhen(db, one.run, (row) => row.recorder?.nextSeq === 2)
  const locker = await db.pool.connect()
  await locker.query('BEGIN; LOCK TABLE frame, recording IN ACCESS EXCLUSIVE MODE')
  one.upstream.run('run-1')?.open('on')
  // By then several statements waited, and were given up.
  const waiting = `SELECT pid, query_start::text AS at FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
  const seen = new Set<string>()
  while (seen.size < 4)
    for (const { pid, at } of (await db.pool.query<{ pid: number; at: string }>(waiting)).rows) seen.add(`${pid} ${at}`)
  await locker.query('COMMIT')
  locker.release()
  await assertWhole(one)
  await recorder.stop({ drainMs: 0 })
  await own.close()
})

test('a migration that is applied while runs are recorded costs them nothing', async () => {
  const recorder = testRecorder(db)
  const steps = Array.from({ length: 120 }, (_, i) => [token(`word${i} `), wait(10)]).flat()
  const one = await runOf([...steps, gate('end'), done])
  recorder.wake()
  await runWhen(db, one.run, (row) => (row.recorder?.nextSeq ?? 0) > 10)
  // What migrations do to the tables of the write path: a column, an index beside the others, a new table.
  for (const statement of [
    'ALTER TABLE run ADD COLUMN later text',
    'ALTER TABLE recording ADD COLUMN later int NOT NULL DEFAULT 0',
    'CREATE INDEX CONCURRENTLY run_later ON run (later)',
    'CREATE TABLE later (id int PRIMARY KEY)',
  ]) {
    await db.pool.query(statement)
  }
  one.upstream.run('run-1')?.open('end')
  await assertWhole(one)
  await recorder.stop({ drainMs: 0 })
})
