import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { hastenReads } from '#lib/db/finish-read.ts'
import { sealCredential } from '#lib/db/source-secrets.ts'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import type { SourceSettings } from '#lib/api/source.ts'
import { send } from '#lib/http/send.ts'
import { log } from '#lib/log.ts'
import { sleep } from '#lib/recorder/sleep.ts'
import { secret } from '#lib/secret/secret.ts'
import { answers } from '#lib/upstream/answers.ts'
import type { Answer } from '#lib/upstream/script.ts'
import type { ModusApiRun } from '#lib/upstream/modus-api-runs.ts'
import { serveModusApi, type ModusApiOptions } from '#lib/upstream/serve-modus-api.ts'
import { startDiscovery, type Discovery } from './start-discovery.ts'

const db = await testDatabase()
for (let count = 0; count < 2; count++) discover()

function discover(): Discovery {
  const discovery = startDiscovery({
    db,
    send: (request, options) => send(request, { ...options, policy: { loopback: true, allow: [] } }),
    sleep: (ms, signal) => sleep(ms / 50, signal),
    log: log.child({}, { level: 'error' }),
  })
  whenOver(() => discovery.stop())
  return discovery
}

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

function run(number: number, more: Partial<ModusApiRun> = {}): ModusApiRun {
  const base = {
    agentId: 'a1',
    status: 'completed',
    startedAt: minutesAgo(number),
    endedAt: minutesAgo(number),
  } as const
  return { id: `wf_1_run_${number}:${number}`, ...base, ...more }
}

/** An API, and a source that reads it. */
async function modus(options: ModusApiOptions, settings: SourceSettings = {}) {
  const api = await serveModusApi({ token: 'good', ...options })
  whenOver(() => api.close())
  const sourceId = randomUUID()
  await db.prisma.source.create({
    data: {
      id: sourceId,
      slug: `s-${sourceId}`,
      name: 'Modus',
      dialect: 'modus',
      baseUrl: 'http://127.0.0.1:9',
      credential: sealCredential('good', sourceId, secret()),
      settings: { apiBaseUrl: api.url, discover: true, agents: ['a1'], ...settings },
    },
  })
  const rows = () => db.prisma.run.findMany({ where: { sourceId }, orderBy: { createdAt: 'desc' } })
  const readOf = (name: string) => db.prisma.backgroundRead.findUnique({ where: { sourceId_name: { sourceId, name } } })
  const pages = (path = '/agents/a1/runs') => api.requests.filter((request) => request.path === `/api/v1${path}`)
  return { api, sourceId, rows, readOf, pages }
}

type Source = Awaited<ReturnType<typeof modus>>

/** Waits until a source was read `times` more, and gives how that went. */
async function read(source: Source, name = 'runs', before: Date | null = null) {
  for (const deadline = Date.now() + 8000; Date.now() < deadline; await sleep(10)) {
    const row = await source.readOf(name)
    if (row?.readAt && row.readAt.getTime() !== before?.getTime()) return row
  }
  throw new Error(`${name} was never read`)
}

async function readAgain(source: Source, name = 'runs') {
  const before = (await source.readOf(name))?.readAt ?? null
  await hastenReads(source.sourceId, db)
  return read(source, name, before)
}

test('the runs of a source’s agents become rows, once, although several processes read it', async () => {
  const source = await modus(
    {
      runs: [
        run(1, { status: 'running' }),
        run(2, { summary: 'Sorted 14 invoices' }),
        run(3, { agentId: 'a2' }),
        run(4, { agentId: 'a3' }),
      ],
    },
    { agents: ['a1', 'a2'] },
  )
  const first = await read(source)
  assert.deepEqual([first.ok, first.detail], [true, '3 runs listed, 3 new'])
  const rows = await source.rows()
  assert.deepEqual(
    rows.map(({ status, recording, integrity, title, surface }) => [status, recording, integrity, title, surface]),
    [
      ['running', 'closed', 'not_recorded', null, 'rest'],
      ['completed', 'closed', 'not_recorded', 'Sorted 14 invoices', 'rest'],
      ['completed', 'closed', 'not_recorded', null, 'rest'],
    ],
  )
  assert.equal(source.pages().length, 1)
  const second = await readAgain(source)
  assert.deepEqual([second.ok, second.detail, (await source.rows()).length], [true, '3 runs listed', 3])
})

test('what a run gave is asked for when it has ended, once', async () => {
  const source = await modus({ runs: [run(1, { status: 'running' })] })
  await read(source)
  const path = '/agents/a1/runs/wf_1_run_1%3A1'
  assert.equal(source.pages(path).length, 0)
  source.api.put(run(1, { status: 'error', taskError: { message: 'no mailbox' }, taskResult: { sorted: 3 } }))
  assert.equal((await readAgain(source)).detail, '1 run listed, 1 changed')
  await readAgain(source)
  assert.deepEqual(
    source.pages(path).map(({ query }) => query.get('temporalRunId')),
    ['1'],
  )
  const [row] = await source.rows()
  assert.deepEqual([row?.status, row?.errorMessage], ['failed', 'no mailbox'])
  const exchanges = await db.prisma.connection.findMany({ where: { runId: row?.id ?? 0n } })
  assert.deepEqual(
    exchanges.map(({ number, purpose, status, path: asked }) => [number, purpose, status, asked]),
    [[1, 'detail', 200, `${path}?temporalRunId=1`]],
  )
  assert.match(JSON.stringify(row?.metadata), /sorted/)
})

test('details of many ended runs are asked for a few at a time, the newest first, until all have them', async () => {
  const source = await modus({ runs: Array.from({ length: 25 }, (_, at) => run(at)) })
  const asked = async () => {
    const ids = (await source.rows()).map(({ id }) => id)
    return db.prisma.connection.count({ where: { runId: { in: ids }, purpose: 'detail' } })
  }
  await read(source)
  const [newest] = await source.rows()
  assert.ok(JSON.stringify(newest?.metadata).includes('history'))
  const counts = [await asked()]
  for (let round = 0; round < 3; round++) {
    await readAgain(source)
    counts.push(await asked())
  }
  assert.deepEqual(counts, [10, 20, 25, 25])
})

test('pages are read until one brings nothing new, and never more than five', async () => {
  const source = await modus({ runs: Array.from({ length: 720 }, (_, at) => run(at)) })
  await read(source)
  assert.equal(source.pages().length, 5)
  assert.equal((await source.rows()).length, 500)
  await readAgain(source)
  assert.equal(source.pages().length, 6)
  source.api.put(run(0, { id: 'wf_1_run_new:new' }))
  await readAgain(source)
  assert.equal(source.pages().length, 8)
})

test('a run that goes on beyond the pages that are read is asked for by itself, and is lost when it is unknown there', async () => {
  const old = [800, 801].map((number) => run(number, { status: 'running' }))
  const source = await modus({ runs: old })
  await read(source)
  for (let at = 0; at < 120; at++) source.api.put(run(at, { id: `wf_2_run_${at}:${at}` }))
  await readAgain(source)
  source.api.put(run(800, { status: 'completed' }))
  source.api.forget('wf_1_run_801:801')
  await readAgain(source)
  const statuses = (await source.rows()).filter(({ upstreamRunId }) => upstreamRunId?.startsWith('wf_1'))
  assert.deepEqual(
    statuses.map(({ status }) => status),
    ['completed', 'lost'],
  )
})

test('a source that fails is left alone for longer and longer, and for as long as it asks', async () => {
  let answer: Answer | null = answers.serverError
  const source = await modus({ runs: [run(1)], intercept: () => answer })
  const due = ({ dueAt, readAt }: { dueAt: Date; readAt: Date | null }) =>
    (dueAt.getTime() - (readAt?.getTime() ?? 0)) / 1000
  const first = await read(source)
  assert.deepEqual([first.ok, first.detail], [false, 'a1: 500: the server failed'])
  assert.ok(due(first) >= 47 && due(first) <= 73, String(due(first)))
  answer = answers.tooManyRequests('600')
  const second = await readAgain(source)
  assert.deepEqual([second.detail, Math.round(due(second))], ['a1: 429: it asks to slow down', 600])
  answer = answers.signInPage
  assert.match((await readAgain(source)).detail ?? '', /^a1: the answer is not JSON, or broke off \(text\/html/)
  answer = null
  assert.equal((await readAgain(source)).ok, true)
})

test('an agent that is not there does not hide the others; a refused credential ends the read', async () => {
  const source = await modus({ runs: [run(1)] }, { agents: ['gone', 'a1', 'gone-too'] })
  assert.equal(
    (await read(source)).detail,
    'gone: 404: there is no such thing (and 1 more of 3 lists); 1 run listed, 1 new',
  )
  const refused = await modus({ runs: [run(1)], token: 'other' }, { agents: ['a1', 'a2'] })
  assert.equal((await read(refused)).detail, 'a1: 401: the credential was refused')
  assert.equal(refused.api.requests.filter(({ path }) => path.includes('/agents/')).length, 1)
})

test('usage is read by hour and by day over whole buckets, where the address of the API is known', async () => {
  const calls = [1, 50, 60 * 24 * 20].map((minutes) => ({
    at: minutesAgo(minutes),
    model: 'm1',
    inputTokens: 10,
    outputTokens: 2,
  }))
  const source = await modus({ calls }, { agents: [] })
  const row = await read(source, 'usage')
  assert.equal(row.ok, true)
  const stored = await db.prisma.usageBucket.findMany({ where: { sourceId: source.sourceId } })
  const sum = (rollup: string) =>
    stored.filter((bucket) => bucket.rollup === rollup).reduce((calls, bucket) => calls + Number(bucket.calls), 0)
  assert.deepEqual([sum('hour'), sum('day')], [2, 3])
  const [hour, day] = source.pages('/usage').map(({ query }) => query.get('since') ?? '')
  assert.match(hour ?? '', /T\d\d:00:00\.000Z$/)
  assert.match(day ?? '', /T00:00:00\.000Z$/)
  assert.equal((await source.readOf('runs'))?.readAt, null)
})
