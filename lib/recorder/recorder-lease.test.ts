import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { beat } from '#lib/db/beat.ts'
import { claimRuns } from '#lib/db/claim-runs.ts'
import { openDatabase } from '#lib/db/client.ts'
import { deleteRun } from '#lib/db/delete-run.ts'
import { deleteSource } from '#lib/db/delete-source.ts'
import { leave } from '#lib/db/leave.ts'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { emit, gate, hang, wait, type Script, type Step } from '#lib/upstream/script.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { bytesOf, closedRun, framesOf, runWhen, testRecorder, testRun, until, type TestRun } from './testing.ts'

// Two recorders and one run: whoever lost its lease writes nothing more and hangs up.

const db = await testDatabase()

const token = (content: string) => emit({ type: 'token', content })
const done = emit({ type: 'done', runId: 'run-1' })

async function runOf(steps: readonly Step[], more: Omit<Script, 'steps'> = {}) {
  const upstream = await serveModus({ runs: { 'run-1': { steps, ...more } } })
  whenOver(() => upstream.close())
  return { upstream, run: await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' }) }
}

/** Lets the database believe that the owner of a run was last heard of a minute ago. */
async function freeze({ runId }: TestRun) {
  const { owner } = await db.prisma.recording.findUniqueOrThrow({ where: { runId } })
  await db.pool.query(`UPDATE recorder SET heartbeat_at = now() - interval '1 minute' WHERE id = $1`, [owner])
}

/** Takes a frozen recorder's run for a recorder that lives but reads nothing. */
async function takeOver(run: TestRun) {
  const heir = { id: randomUUID(), host: 'other', pid: 1 }
  await beat(heir, db)
  for (;;) {
    await freeze(run)
    const [claim] = (await claimRuns(heir.id, { limit: 1, fair: false }, db)).claims
    if (claim) {
      assert.equal(claim.runId, run.runId)
      return heir
    }
    // A heartbeat that was under way came after it, or its owner claimed the run anew.
  }
}

/** Resolves when the upstream sees that its reader hung up. */
function hungUp(upstream: Awaited<ReturnType<typeof runOf>>['upstream']) {
  return until(() => upstream.truth('run-1').connections[0]?.ended === 'client')
}

test('a recorder that was frozen past its lease stops writing when it wakes, and nothing is lost or doubled', async () => {
  const zombie = testRecorder(db)
  const { upstream, run } = await runOf([token('a'), token('b'), gate('on'), token('c'), token('d'), done])
  zombie.wake()
  await runWhen(db, run, (row) => row.recorder?.nextSeq === 3)
  const heir = await takeOver(run)
  // What the zombie reads now it must not write: its fence fails, and it hangs up.
  upstream.run('run-1')?.open('on')
  await until(() => zombie.active() === 0)
  assert.equal((await framesOf(db, run)).length, 2)
  await zombie.stop({ drainMs: 0 })
  await leave(heir.id, db)
  const next = testRecorder(db)
  const row = await closedRun(db, run)
  await next.stop({ drainMs: 0 })
  assert.equal(bytesOf(await framesOf(db, run)), upstream.truth('run-1').bytes.toString('latin1'))
  assert.deepEqual([row.status, row.integrity], ['completed', 'complete'])
  assert.ok((row.recorder?.epoch ?? 0) >= 3)
})

test('a recorder that lost its lease hangs up although its stream is silent', async () => {
  const zombie = testRecorder(db)
  const { upstream, run } = await runOf([token('a'), hang])
  zombie.wake()
  await runWhen(db, run, (row) => row.recorder?.nextSeq === 2)
  const heir = await takeOver(run)
  zombie.wake()
  await hungUp(upstream)
  await zombie.stop({ drainMs: 0 })
  await deleteRun(run.publicId, db)
  await leave(heir.id, db)
})

test('two recorders that take one run from each other again and again lose and double nothing', async () => {
  const [a, b] = [testRecorder(db, { hurry: 100 }), testRecorder(db, { hurry: 100 })]
  const words = Array.from({ length: 300 }, (_, i) => [token(`word${i} `), wait(4)]).flat()
  const { upstream, run } = await runOf([...words, done])
  let moves = 0
  const row = await runWhen(
    db,
    run,
    ({ recording, recorder: position }) => {
      if (recording === 'closed') return true
      if (position?.owner && moves < 15 && position.nextSeq > moves * 15) {
        moves++
        void freeze(run).catch(() => undefined) // the run may be closed by now
      }
      return false
    },
    20_000,
  )
  await Promise.all([a.stop({ drainMs: 0 }), b.stop({ drainMs: 0 })])
  const frames = await framesOf(db, run)
  assert.equal(bytesOf(frames), upstream.truth('run-1').bytes.toString('latin1'))
  assert.deepEqual([row.status, row.integrity, row.frameCount], ['completed', 'complete', 301])
  assert.ok((row.recorder?.epoch ?? 0) > 2, 'the run never moved')
})

test('a run that its recorder owns without knowing it is given back, and recorded', async () => {
  const recorder = testRecorder(db)
  const other = await runOf([token('a'), hang])
  recorder.wake()
  const { recorder: lease } = await runWhen(db, other.run, (row) => row.recorder?.owner != null)
  const { upstream, run } = await runOf([token('a'), token('b'), done])
  await db.prisma.recording.update({ where: { runId: run.runId }, data: { owner: lease?.owner ?? null, epoch: 5 } })
  recorder.wake()
  const row = await closedRun(db, run)
  await recorder.stop({ drainMs: 0 })
  await deleteRun(other.run.publicId, db)
  assert.equal(bytesOf(await framesOf(db, run)), upstream.truth('run-1').bytes.toString('latin1'))
  assert.ok((row.recorder?.epoch ?? 0) > 5)
})

test('a run that is erased while it is recorded is hung up, and leaves no frames', async () => {
  const recorder = testRecorder(db)
  for (const steps of [
    [token('a'), hang],
    [token('a'), ...Array.from({ length: 500 }, () => [token('b'), wait(2)]).flat()],
  ]) {
    const { upstream, run } = await runOf(steps)
    recorder.wake()
    await runWhen(db, run, (row) => (row.recorder?.nextSeq ?? 0) > 1)
    await deleteRun(run.publicId, db)
    recorder.wake()
    await hungUp(upstream)
    await until(() => recorder.active() === 0)
    assert.deepEqual(await framesOf(db, run), [])
  }
  await recorder.stop({ drainMs: 0 })
})

test('a run that is erased while it waits for its upstream is not asked for again', async () => {
  const recorder = testRecorder(db)
  const { upstream, run } = await runOf([], { otherwise: { answer: { status: 503 } } })
  recorder.wake()
  await runWhen(db, run, ({ recording }) => recording === 'waiting')
  await deleteRun(run.publicId, db)
  recorder.wake()
  await until(() => recorder.active() === 0)
  const asked = upstream.requests.length
  await recorder.stop({ drainMs: 0 })
  assert.equal(upstream.requests.length, asked)
})

test('a source that is erased takes its runs with it, whatever they are doing', async () => {
  const recorder = testRecorder(db)
  const { upstream, run } = await runOf([token('a'), hang])
  recorder.wake()
  const { sourceId } = await runWhen(db, run, (row) => row.recorder?.nextSeq === 2)
  const { slug } = await db.prisma.source.findUniqueOrThrow({ where: { id: sourceId } })
  assert.equal(await deleteSource(slug, { withRuns: true }, db), 'deleted')
  recorder.wake()
  await hungUp(upstream)
  await until(() => recorder.active() === 0)
  await recorder.stop({ drainMs: 0 })
  assert.deepEqual(await framesOf(db, run), [])
})

test('runs are recorded although nobody watches, and as many as there are', async () => {
  const recorder = testRecorder(db)
  const all = await Promise.all(Array.from({ length: 25 }, () => runOf([token('a'), wait(20), token('b'), done])))
  recorder.wake()
  for (const { run } of all) assert.equal((await closedRun(db, run)).frameCount, 3)
  await recorder.stop({ drainMs: 0 })
})

test('a recorder that comes later gets its share of the runs, and of no run a frame is lost or doubled', async () => {
  const first = testRecorder(db)
  const all = await Promise.all(
    Array.from({ length: 12 }, () => runOf([token('a'), token('b'), gate('on'), token('c'), done])),
  )
  first.wake()
  await until(() => first.active() === 12)
  const second = testRecorder(db)
  await until(() => second.active() === 6 && first.active() === 6)
  for (const { upstream } of all) upstream.run('run-1')?.open('on')
  for (const { upstream, run } of all) {
    const row = await closedRun(db, run)
    assert.equal(bytesOf(await framesOf(db, run)), upstream.truth('run-1').bytes.toString('latin1'))
    assert.deepEqual([row.status, row.integrity], ['completed', 'complete'])
  }
  await Promise.all([first.stop({ drainMs: 0 }), second.stop({ drainMs: 0 })])
})

test('a recorder that stops gives its runs at once to one that stays', async () => {
  const [leaving, staying] = [testRecorder(db), testRecorder(db)]
  const all = await Promise.all(Array.from({ length: 8 }, () => runOf([token('a'), gate('on'), token('b'), done])))
  await until(() => leaving.active() === 4 && staying.active() === 4)
  for (const { run } of all) await runWhen(db, run, (row) => row.recorder?.nextSeq === 2)
  await leaving.stop({ drainMs: 60_000 })
  await until(() => staying.active() === 8)
  for (const { upstream } of all) upstream.run('run-1')?.open('on')
  for (const { upstream, run } of all) {
    await closedRun(db, run)
    assert.equal(bytesOf(await framesOf(db, run)), upstream.truth('run-1').bytes.toString('latin1'))
  }
  await staying.stop({ drainMs: 0 })
})

test('a lease is renewed although every other connection to the database is busy', async () => {
  const busy = openDatabase(`${db.pool.options.connectionString}`, { max: 1 })
  const held = await busy.pool.connect()
  const recorder = testRecorder(busy, { leaseDb: db, logLevel: 'error' })
  const beats = async () => (await db.prisma.recorder.findMany()).map(({ heartbeatAt }) => heartbeatAt.getTime())
  await untilAsync(async () => (await beats()).length === 1)
  const [first = 0] = await beats()
  await untilAsync(async () => ((await beats())[0] ?? 0) > first)
  held.release()
  await recorder.stop({ drainMs: 0 })
  await busy.close()
})

async function untilAsync(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 8000
  while (!(await isSo())) assert.ok(Date.now() < deadline, 'it never came so far')
}
