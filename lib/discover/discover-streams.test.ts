import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SourceInput } from '#lib/api/source.ts'
import { createSource } from '#lib/db/create-source.ts'
import { hastenReads } from '#lib/db/finish-read.ts'
import { recordRun } from '#lib/db/record-run.ts'
import { startRun } from '#lib/db/start-run.ts'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { send } from '#lib/http/send.ts'
import { log } from '#lib/log.ts'
import { sleep } from '#lib/recorder/sleep.ts'
import { testRecorder } from '#lib/recorder/testing.ts'
import { emitArkloop } from '#lib/upstream/arkloop-events.ts'
import { emit, gate, type Script } from '#lib/upstream/script.ts'
import { serveArkloop } from '#lib/upstream/serve-arkloop.ts'
import { serveOperativus } from '#lib/upstream/serve-operativus.ts'
import { startDiscovery } from './start-discovery.ts'

// Systems whose lists tell of runs that have streams: what goes on is recorded, what is over is listed.

const db = await testDatabase()
const recorder = testRecorder(db, { hurry: 100 })
const discovery = startDiscovery({
  db,
  send: (request, options) => send(request, { ...options, policy: { loopback: true, allow: [] } }),
  sleep: (ms, signal) => sleep(ms / 50, signal),
  log: log.child({}, { level: 'error' }),
})
whenOver(() => discovery.stop())

/** A source that is read in the background, and its rows. */
async function discovered(dialect: string, upstream: { url: string; close(): Promise<void> }) {
  whenOver(() => upstream.close())
  const input = SourceInput.parse({ name: dialect, dialect, baseUrl: upstream.url, settings: { discover: true } })
  const slug = (await createSource(input, db))?.slug ?? ''
  const { id: sourceId } = await db.prisma.source.findUniqueOrThrow({ where: { slug } })
  const rows = () => db.prisma.run.findMany({ where: { sourceId }, orderBy: { upstreamRunId: 'asc' } })
  const readAt = async () => {
    const key = { sourceId_name: { sourceId, name: 'runs' } }
    return (await db.prisma.backgroundRead.findUnique({ where: key }))?.readAt?.getTime()
  }
  return {
    slug,
    rows,
    /** What stands there once the lists were read again. */
    async read() {
      const before = await readAt()
      await hastenReads(sourceId, db)
      await until(async () => ![undefined, before].includes(await readAt()))
      return rows()
    },
    row: async (upstreamRunId: string) => (await rows()).find((run) => run.upstreamRunId === upstreamRunId),
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 15_000; !(await isSo()); await sleep(10)) {
    if (Date.now() > deadline) throw new Error(`it never came to ${isSo.toString()}`)
  }
}

const turn = (text: string) => emitArkloop('message.delta', { content_delta: text, role: 'assistant' })
const arkloopRun = (...middle: Script['steps']): Script => ({
  steps: [emitArkloop('run.started'), turn('Hel'), ...middle, turn('lo'), emitArkloop('run.completed')],
})

test('Arkloop: a run that goes on is recorded from its start; one that is over is listed, and taken up when asked for', async () => {
  const upstream = await serveArkloop({ runs: { open: arkloopRun(gate('more')), over: arkloopRun() } })
  for (const id of ['open', 'over']) upstream.run(id)?.begin()
  await until(async () => upstream.row('over')?.isActive === false)
  const source = await discovered('arkloop', upstream)
  await source.read()
  const [over, open] = [await source.row('over'), await source.row('open')]
  assert.deepEqual([over?.status, over?.recording, over?.integrity], ['completed', 'closed', 'not_recorded'])
  assert.match(JSON.stringify(over?.upstreamTotals), /"duration_ms":\d/)
  assert.deepEqual([open?.integrity, open?.surface], [null, ''])

  upstream.run('open')?.open('more')
  recorder.wake()
  await until(async () => (await source.row('open'))?.recording === 'closed')
  const recorded = await source.row('open')
  assert.deepEqual([recorded?.status, recorded?.integrity], ['completed', 'complete'])
  assert.ok(recorded && recorded.frameCount >= 4)

  const asked = await recordRun({ source: source.slug, upstreamRunId: 'over' }, db)
  assert.ok('publicId' in asked && !asked.created && asked.publicId === over?.publicId)
  await until(async () => (await source.row('over'))?.recording === 'closed')
  const taken = await source.row('over')
  assert.deepEqual(
    [taken?.status, taken?.integrity, taken?.frameCount],
    ['completed', 'complete', recorded?.frameCount],
  )
  assert.equal((await source.read()).length, 2)
})

const logged = (eventType: string, payload: object = {}) => emit({ eventType, payload })
const said = (event: string, data = '') => emit({ event, data })

test('OperativusAI: the log of a run that goes on is recorded; parents and totals are those of the list', async () => {
  const log = { steps: [logged('RUN_START'), gate('more'), logged('RUN_COMPLETE')] }
  const upstream = await serveOperativus({
    runs: {
      child: { row: { status: 'COMPLETED', parentRunId: 'parent', inputTokens: 7, outputTokens: 2, model: 'm-1' } },
      parent: { log, row: { status: 'RUNNING' } },
    },
  })
  upstream.log('parent')?.begin()
  const source = await discovered('operativus', upstream)
  await source.read()
  const child = await source.row('child')
  assert.deepEqual(
    [child?.status, child?.integrity, child?.parentUpstreamRunId, child?.model, child?.surface],
    ['completed', 'not_recorded', 'parent', 'm-1', 'log'],
  )
  assert.ok(JSON.stringify(child?.upstreamTotals).includes('7'))
  upstream.log('parent')?.open('more')
  recorder.wake()
  await until(async () => (await source.row('parent'))?.recording === 'closed')
  const parent = await source.row('parent')
  assert.deepEqual([parent?.status, parent?.integrity], ['completed', 'complete'])
})

test('OperativusAI: a chat that is started here and stands in the list stays one run', async () => {
  const chat = {
    steps: [said('START'), said('CONTENT_DELTA', 'Hel'), gate('more'), said('CONTENT_DONE'), said('STOP')],
  }
  const upstream = await serveOperativus({ start: () => ({ chat }) })
  const source = await discovered('operativus', upstream)
  const start = {
    source: source.slug,
    operation: 'run',
    params: { agentId: 'a-1' },
    body: { message: 'Hi', sessionId: 's-1' },
  }
  await startRun(start, db)
  recorder.wake()
  await until(async () => upstream.runIds().length === 1)
  assert.equal((await source.read()).length, 1)
  upstream.chat(upstream.runIds()[0] ?? '')?.open('more')
  await until(async () => (await source.rows())[0]?.recording === 'closed')
  const [row, ...others] = await source.read()
  assert.deepEqual(
    [row?.upstreamRunId, row?.surface, row?.status, others],
    [upstream.runIds()[0], 'chat', 'completed', []],
  )
})
