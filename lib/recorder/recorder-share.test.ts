import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { listen } from '#lib/upstream/listen.ts'
import { emit, gate, hang, type Step } from '#lib/upstream/script.ts'
import { serveGeneric } from '#lib/upstream/serve-generic.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { sleep } from './sleep.ts'
import { closedRun, framesOf, runWhen, testRecorder, testRun, until, type TestRun } from './testing.ts'

// What recorders give each other to be fair, and what they keep.

const db = await testDatabase()

const token = (content: string) => emit({ type: 'token', content })

async function runsOf(count: number, steps: readonly Step[]) {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const upstream = await serveModus({ runs: { 'run-1': { steps } } })
      whenOver(() => upstream.close())
      return { upstream, run: await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' }) }
    }),
  )
}

const end = (run: TestRun) => db.prisma.recording.update({ where: { runId: run.runId }, data: { state: 'closed' } })

test('a run whose start waits for its answer is not given away, for it could not be sent again', async () => {
  const answering = Promise.withResolvers<void>()
  let posts = 0
  const upstream = await listen(async (_, response) => {
    posts++
    await answering.promise
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end('id: 1\ndata: a\n\n')
  })
  whenOver(() => upstream.close())
  const others = await runsOf(4, [token('a'), hang])
  const first = testRecorder(db)
  first.wake()
  await until(() => first.active() === 4)
  const start = { operation: 'stream', params: { method: 'POST', path: '/feed' }, body: {} }
  const source = { baseUrl: upstream.url, dialect: 'generic', upstreamRunId: null, settings: { resumeById: true } }
  const starting = await Promise.all(Array.from({ length: 4 }, () => testRun(db, { ...source, start })))
  first.wake()
  await until(() => posts === 4)
  const second = testRecorder(db)
  await until(() => second.active() === 4 && first.active() === 4)
  answering.resolve()
  for (const run of starting) {
    const row = await closedRun(db, run)
    assert.deepEqual([row.integrity, row.connections.map(({ why }) => why)], ['complete', ['ended']])
    assert.equal((await framesOf(db, run)).length, 1)
  }
  for (const { run } of others) await end(run)
  await Promise.all([first.stop({ drainMs: 0 }), second.stop({ drainMs: 0 })])
})

test('a recorder that only reads on what cannot be resumed takes no share, so that none is kept for it', async () => {
  const [leaving, staying] = [testRecorder(db, { hurry: 1 }), testRecorder(db, { hurry: 1 })]
  const feed = await serveGeneric({ streams: { '/feed': { steps: [emit('a'), gate('on')] } } })
  whenOver(() => feed.close())
  const start = { operation: 'stream', params: { method: 'GET', path: '/feed' }, body: {} }
  const run = await testRun(db, { baseUrl: feed.url, dialect: 'generic', upstreamRunId: null, start })
  leaving.wake()
  await runWhen(db, run, (row) => row.recorder?.nextSeq === 2)
  const { recorder } = await runWhen(db, run, (row) => row.recorder?.owner != null)
  const [drains, stays] = leaving.active() === 1 ? [leaving, staying] : [staying, leaving]
  const drained = drains.stop({ drainMs: 60_000 })
  const others = await runsOf(8, [token('a'), hang])
  stays.wake()
  await until(() => stays.active() === 8)
  for (let beats = 0; beats < 3; beats++) await nextBeat(stays, recorder?.owner ?? '')
  for (const { run: other } of others) {
    const row = await runWhen(db, other, () => true)
    assert.deepEqual([row.recorder?.epoch, row.connections.length], [1, 1])
  }
  feed.run('/feed')?.open('on')
  await drained
  for (const other of others) await end(other.run)
  await stays.stop({ drainMs: 0 })
})

/** Waits until a recorder that is not the one with this id has beaten once more. */
async function nextBeat(recorder: { wake(): void }, but: string) {
  const newest = async () => {
    const { heartbeatAt } = await db.prisma.recorder.findFirstOrThrow({
      where: { id: { not: but } },
      orderBy: { heartbeatAt: 'desc' },
    })
    return heartbeatAt.getTime()
  }
  const before = await newest()
  recorder.wake()
  while ((await newest()) === before) await sleep(5)
}
