import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Related } from '#lib/api/related.ts'
import { listRelated } from './list-related.ts'
import { readRunRef } from './read-run-ref.ts'
import { storeFrames, storeRun, storeSource } from './testing-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()

async function related(publicId: string): Promise<Related> {
  return Related.parse(await listRelated(publicId, db))
}

test('parents, children and other streams are found by the upstream’s ids, whichever was known first', async () => {
  const { id: sourceId } = await storeSource(db)
  const child = await storeRun(db, { sourceId, upstreamRunId: 'c', parentUpstreamRunId: 'p' })
  const parent = await storeRun(db, { sourceId, upstreamRunId: 'p', title: 'Parent' })
  const log = await storeRun(db, { sourceId, upstreamRunId: 'p', surface: 'log' })
  const second = await storeRun(db, { sourceId, upstreamRunId: 'd', parentUpstreamRunId: 'p', status: 'completed' })
  const elsewhere = await storeRun(db, { upstreamRunId: 'p' })

  const ofParent = await related(parent.publicId)
  assert.equal(ofParent.parent, null)
  assert.deepEqual(
    ofParent.children.map(({ id, status }) => [id, status]),
    [
      [child.publicId, 'queued'],
      [second.publicId, 'completed'],
    ],
  )
  assert.deepEqual(
    ofParent.streams.map(({ id, surface }) => [id, surface]),
    [[log.publicId, 'log']],
  )
  const ofChild = await related(child.publicId)
  assert.deepEqual([ofChild.parent?.id, ofChild.parent?.title, ofChild.children], [parent.publicId, 'Parent', []])
  const ofElsewhere = await related(elsewhere.publicId)
  assert.deepEqual([ofElsewhere.children, ofElsewhere.streams], [[], []])
})

test('a run without an upstream id is related to none', async () => {
  const { id: sourceId } = await storeSource(db)
  const run = await storeRun(db, { sourceId })
  await storeRun(db, { sourceId })
  const { parent, children, streams } = await related(run.publicId)
  assert.deepEqual({ parent, children, streams }, { parent: null, children: [], streams: [] })
  assert.equal(await listRelated('run_none', db), null)
})

test('what cannot be done says why', async () => {
  const open = await storeRun(db, { dialect: 'modus', status: 'running', upstreamRunId: 'm' })
  const { actions } = await related(open.publicId)
  assert.match(actions.cancel ?? '', /Modus/)
  assert.match(actions.input ?? '', /Modus/)
  const ended = await storeRun(db, { dialect: 'modus', status: 'failed', upstreamRunId: 'n' })
  assert.deepEqual((await related(ended.publicId)).actions, {
    cancel: 'The run has ended.',
    input: 'The run has ended.',
  })
})

test('a run is told of by its columns and the identity of the last frame that has one', async () => {
  const start = { operation: 'run', params: { agentId: 'a' }, body: { message: 'x' }, idempotencyKey: null }
  const { runId, publicId } = await storeRun(db, {
    surface: 'log',
    upstreamRunId: 'u',
    threadId: 't',
    agent: 'a',
    start,
    startedAtBasis: 'request',
  })
  assert.equal((await readRunRef(publicId, db))?.ref.lastId, null)
  await storeFrames(db, runId, [
    { raw: 'id: 1\ndata: x\n\n', upstreamId: '1' },
    { raw: 'id: 2\ndata: x\n\n', upstreamId: '2' },
    ': quiet\n\n',
  ])
  assert.deepEqual((await readRunRef(publicId, db))?.ref, {
    surface: 'log',
    upstreamRunId: 'u',
    threadId: 't',
    agent: 'a',
    lastId: '2',
    start,
    startedMs: 1_795_510_767_123.456,
  })
  const watched = await storeRun(db, { upstreamRunId: 'w', startedAtBasis: 'first_frame' })
  assert.equal((await readRunRef(watched.publicId, db))?.ref.startedMs, null)
})

test('what is promised of a run is what its stream and its source’s settings allow', async () => {
  const promiseOf = async (columns: { dialect: string; surface?: string }, settings = {}) => {
    const { id: sourceId } = await storeSource(db)
    await db.prisma.source.update({ where: { id: sourceId }, data: { settings } })
    const { publicId } = await storeRun(db, { ...columns, sourceId })
    return (await related(publicId)).promise
  }
  assert.deepEqual(await promiseOf({ dialect: 'generic' }), { class: 'C', dense: false })
  assert.deepEqual(await promiseOf({ dialect: 'generic' }, { resumeById: true }), { class: 'B', dense: false })
  assert.deepEqual(await promiseOf({ dialect: 'arkloop' }), { class: 'A', dense: true })
})
