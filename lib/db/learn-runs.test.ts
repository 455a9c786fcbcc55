import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { UpstreamRun } from '#lib/dialects/rest.ts'
import { RunsQuery } from '#lib/api/run.ts'
import { deleteRun } from './delete-run.ts'
import { getRun } from './get-run.ts'
import { learnRun } from './learn-run.ts'
import { learnRuns, type ListedRuns } from './learn-runs.ts'
import { listRuns } from './list-runs.ts'
import { testDatabase } from './testing.ts'
import { storeRun, storeSource } from './testing-run.ts'

const db = await testDatabase()
const startedMs = Date.parse('2026-11-24T09:00:00.000Z')

const told = (upstreamRunId: string, more: Partial<UpstreamRun> = {}): UpstreamRun => ({
  upstreamRunId,
  status: 'completed',
  createdMs: startedMs,
  endedMs: startedMs + 2500,
  metadata: {},
  ...more,
})

/** A source, and what its lists say. */
async function list(more: Partial<ListedRuns> = {}) {
  const { id: sourceId } = await storeSource(db)
  const settled = { sourceId, dialect: 'generic', surface: '', anySurface: true, isRecordable: () => true, ...more }
  return {
    sourceId,
    learn: (...runs: UpstreamRun[]) => learnRuns({ ...settled, runs }, db),
    row: (upstreamRunId: string) =>
      db.prisma.run.findFirstOrThrow({ where: { sourceId, upstreamRunId }, include: { recorder: true, keys: true } }),
    count: () => db.prisma.run.count({ where: { sourceId } }),
  }
}

test('an ended run becomes a row with all that was told, marked as not recorded', async () => {
  const { learn, row } = await list()
  const full = told('r1', {
    status: 'failed',
    threadId: 't1',
    agent: 'Scout',
    persona: 'calm',
    model: 'm-1',
    title: `Find\n  ${'x'.repeat(100)}`,
    parentRunId: 'r0',
    error: 'out of credits',
    totals: { inputTokens: 12, cost: '0.10 USD' },
    metadata: { trigger: 'api', gone: '', long: 'y'.repeat(9000) },
  })
  assert.deepEqual(await learn(full), [{ upstreamRunId: 'r1', status: 'failed', added: true, recorded: false }])
  const { publicId, ...stored } = await row('r1')
  assert.deepEqual(
    [stored.recorder?.state, stored.keys[0]?.surface, stored.persona, stored.parentUpstreamRunId],
    ['closed', '', 'calm', 'r0'],
  )
  const run = await getRun(publicId, db)
  assert.deepEqual(
    [run?.status, run?.recording, run?.integrity, run?.threadId, run?.agent, run?.model, run?.title?.length],
    ['failed', 'closed', 'not_recorded', 't1', 'Scout', 'm-1', 80],
  )
  assert.deepEqual(
    [run?.startedAt, run?.startedAtBasis, run?.endedAt, run?.durationMs, run?.createdAt],
    ['2026-11-24T09:00:00.000000Z', 'upstream', '2026-11-24T09:00:02.500000Z', 2500, '2026-11-24T09:00:00.000000Z'],
  )
  assert.deepEqual(run?.upstreamTotals, { inputTokens: 12, cost: '0.10 USD' })
  assert.deepEqual(run?.metadata, { trigger: 'api', long: 'y'.repeat(4096) })
  assert.equal(run?.error?.message, 'out of credits')
})

test('an active run is recorded at once where it has a stream, and listed as it is where it has none', async () => {
  const streamed = await list()
  const active = (['queued', 'running', 'waiting_for_input', null] as const).map((status) =>
    told(String(status), { status, endedMs: null }),
  )
  const learnt = await streamed.learn(...active)
  assert.ok(learnt.every(({ added, recorded }) => added && recorded))
  const row = await streamed.row('waiting_for_input')
  assert.deepEqual(
    [row.status, row.recording, row.integrity, row.recorder?.state],
    ['waiting_for_input', 'pending', null, 'open'],
  )
  assert.equal((await streamed.row('null')).status, 'queued')

  const listed = await list({ surface: 'rest', anySurface: false, isRecordable: () => false })
  await listed.learn(...active)
  const other = await listed.row('running')
  assert.deepEqual(
    [other.surface, other.status, other.recording, other.integrity, other.recorder?.state],
    ['rest', 'running', 'closed', 'not_recorded', 'closed'],
  )
  assert.equal((await listed.row('null')).status, 'lost')
})

test('a page that says nothing new changes nothing, and a run that stands in it twice is one', async () => {
  const { learn, count } = await list()
  await learn(told('a', { metadata: { k: 'v' }, totals: { n: 1 } }), told('b'), told('b'))
  assert.deepEqual(await learn(told('a', { metadata: { k: 'v' }, totals: { n: 1 } }), told('b')), [])
  assert.equal(await count(), 2)
})

test('a listed run goes on to its end with what is said of it; a name that it has is kept, what is taken back is gone', async () => {
  const { learn, row } = await list({ surface: 'rest', anySurface: false, isRecordable: () => false })
  await learn(told('r', { status: 'waiting_for_input', endedMs: null, title: 'First', metadata: { approval: 'pay?' } }))
  const end = told('r', {
    status: 'failed',
    title: 'Second',
    error: 'refused',
    totals: { ms: 5 },
    metadata: { approval: '' },
  })
  assert.deepEqual(await learn(end), [{ upstreamRunId: 'r', status: 'failed', added: false, recorded: false }])
  const run = await row('r')
  assert.deepEqual(
    [run.status, run.title, run.errorMessage, run.metadata, run.upstreamTotals, Number(run.endedUs) / 1000],
    ['failed', 'First', 'refused', {}, { ms: 5 }, startedMs + 2500],
  )
})

test('no list overrides how the frames of a run say that it ended, or a recording on its way', async () => {
  const { learn, row, sourceId } = await list()
  const states = [
    ['done', { status: 'completed', recording: 'closed', integrity: 'complete' }, 'completed'],
    ['live', { status: 'running', recording: 'streaming' }, 'running'],
    ['lost', { status: 'lost', recording: 'closed', integrity: 'gaps', errorMessage: 'nobody knows' }, 'cancelled'],
    ['stopped', { status: 'running', recording: 'closed', integrity: 'complete' }, 'cancelled'],
  ] as const
  for (const [upstreamRunId, columns] of states)
    await storeRun(db, { sourceId, upstreamRunId, ...columns, surface: 'x' })
  await learn(
    ...states.map(([id]) => told(id, { status: 'cancelled', error: 'too late', model: 'm', totals: { n: 1 } })),
  )
  for (const [id, , status] of states) {
    const run = await row(id)
    assert.equal(run.status, status, id)
    assert.equal(run.errorMessage, status === 'cancelled' ? 'too late' : null, id)
    assert.deepEqual([run.model, run.upstreamTotals, run.integrity === 'not_recorded'], ['m', { n: 1 }, false])
    assert.notEqual(run.startedUs, BigInt(startedMs * 1000), id)
  }
})

test('ids that name no stream are not joined with those of streams', async () => {
  const { learn, count, sourceId } = await list({ surface: 'rest', anySurface: false, isRecordable: () => false })
  await storeRun(db, { sourceId, upstreamRunId: 'same' })
  assert.equal((await learn(told('same')))[0]?.added, true)
  assert.equal(await count(), 2)
})

test('a run that was erased here does not come back from a list', async () => {
  const { learn, row, count } = await list()
  await learn(told('secret', { status: 'running', endedMs: null }))
  await deleteRun((await row('secret')).publicId, db)
  assert.deepEqual(await learn(told('secret', { status: 'running', endedMs: null }), told('other')), [
    { upstreamRunId: 'other', status: 'completed', added: true, recorded: false },
  ])
  assert.equal(await count(), 1)
})

test('a run that may be the one that is being started here waits until that one has its id', async () => {
  const { learn, sourceId } = await list()
  const start = { operation: 'run', params: {}, body: {}, idempotencyKey: null }
  const mine = await storeRun(db, { sourceId, threadId: 't1', start, recording: 'streaming' })
  const now = { createdMs: Date.now(), endedMs: null }
  const [here, elsewhere] = [told('a', { ...now, threadId: 't1' }), told('b', { ...now, threadId: 't2' })]
  const names = async (...runs: UpstreamRun[]) => (await learn(...runs)).map(({ upstreamRunId }) => upstreamRunId)
  assert.deepEqual(await names(here, elsewhere, told('before', { threadId: 't1' })), ['b', 'before'])
  await db.prisma.run.update({ where: { id: mine.runId }, data: { upstreamRunId: 'a' } })
  assert.deepEqual(await names(here, elsewhere), [])
  await storeRun(db, { sourceId, start, recording: 'blocked' })
  assert.deepEqual(await names(told('c', now)), ['c'])
})

test('parents and children find each other whoever is told of first', async () => {
  const { learn, row, sourceId } = await list()
  await learn(told('child-1'))
  await learn(told('parent', { childRunIds: ['child-1', 'child-2', 'child-3'] }), told('child-2'))
  assert.deepEqual(
    [(await row('child-1')).parentUpstreamRunId, (await row('child-2')).parentUpstreamRunId],
    ['parent', 'parent'],
  )
  assert.equal(await db.prisma.run.count({ where: { sourceId, upstreamRunId: 'child-3' } }), 0)
})

test('the details of one run are taken up by the same rules', async () => {
  const { learn, row, sourceId } = await list()
  await learn(told('child'))
  const { runId } = await storeRun(db, {
    sourceId,
    upstreamRunId: 'r',
    status: 'completed',
    recording: 'closed',
    integrity: 'complete',
  })
  const details = told('r', { status: 'running', agent: 'Scout', childRunIds: ['child'], metadata: { credits: '4' } })
  assert.equal(await learnRun(runId, details, db), true)
  assert.equal(await learnRun(runId, details, db), false)
  const run = await row('r')
  assert.deepEqual([run.status, run.agent, run.metadata], ['completed', 'Scout', { credits: '4' }])
  assert.equal((await row('child')).parentUpstreamRunId, 'r')
})

test('two readers of one list at once, and a row that is being written, hold up nobody', async () => {
  const { learn, row, count } = await list()
  const runs = Array.from({ length: 300 }, (_, at) => told(`r${at}`, { status: 'running', endedMs: null }))
  await Promise.all([learn(...runs), learn(...runs.toReversed()), learn(...runs)])
  assert.equal(await count(), 300)
  const { id } = await row('r7')
  await db.prisma.$transaction(async (tx) => {
    await tx.run.update({ where: { id }, data: { model: 'mine' } })
    const learnt = await learn(told('r7', { agent: 'a' }), told('r8', { agent: 'a' }))
    assert.deepEqual(
      learnt.map(({ upstreamRunId }) => upstreamRunId),
      ['r8'],
    )
  })
  assert.equal((await learn(told('r7', { agent: 'a' }))).length, 1)
})

/** Text that no compression makes fit for an index. */
const endless = () => randomBytes(4000).toString('base64')

test('names without end are cut, ids without end are none, and neither holds up the rest of a page', async () => {
  const { learn, row } = await list()
  const long = told('long', { agent: endless(), model: endless(), parentRunId: endless(), threadId: endless() })
  const more = { error: endless(), totals: { credits: endless() } }
  const runs = [told(endless()), told('a\0b'), told('..'), { ...long, ...more }, told('plain')]
  const learnt = await learn(...runs)
  assert.deepEqual(learnt.map(({ upstreamRunId }) => upstreamRunId).toSorted(), ['long', 'plain'])
  const stored = await row('long')
  assert.deepEqual([stored.parentUpstreamRunId, stored.threadId, stored.agent?.length], [null, null, 512])
  assert.deepEqual([stored.errorMessage?.length, JSON.stringify(stored.upstreamTotals).length], [4096, 4096 + 14])
})

test('a time at which no run was is none, and the list of runs stays readable', async () => {
  const { learn, row, sourceId } = await list()
  const times = ['0000-06-01T00:00:00Z', '0001-01-01T00:00:00Z', '+275760-09-13T00:00:00Z', '-100000-01-01T00:00:00Z']
  const runs = times.map((text, at) => told(`r${at}`, { createdMs: Date.parse(text), endedMs: Date.parse(text) }))
  assert.equal((await learn(...runs)).length, runs.length)
  for (const { upstreamRunId } of runs) assert.equal((await row(upstreamRunId)).startedUs, null)
  const { slug } = await db.prisma.source.findUniqueOrThrow({ where: { id: sourceId } })
  assert.equal((await listRuns(RunsQuery.parse({ source: slug }), db)).runs.length, runs.length)
})

test('of a page that holds more than was asked for, a thousand runs and a thousand children are taken up', async () => {
  const { learn } = await list()
  const childRunIds = Array.from({ length: 5000 }, (_, at) => `child-${at}`)
  const page = Array.from({ length: 5000 }, (_, at) => told(`r${at}`, at === 0 ? { childRunIds } : {}))
  assert.equal((await learn(...page)).length, 1000)
})
