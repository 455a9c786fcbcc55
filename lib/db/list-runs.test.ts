import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RunsQuery } from '#lib/api/run.ts'
import { listRuns } from './list-runs.ts'
import { runFacets } from './run-facets.ts'
import { storeRun, storeSource } from './testing-run.ts'
import { testDatabase } from './testing.ts'

async function ids(query: Record<string, unknown>, db: Awaited<ReturnType<typeof testDatabase>>) {
  const { runs } = await listRuns(RunsQuery.parse(query), db)
  return runs.map(({ title }) => title)
}

test('pages of runs follow each other, newest first, equal times included', async () => {
  const db = await testDatabase()
  const source = await storeSource(db)
  const createdAt = new Date('2026-11-24T08:00:00.000Z')
  for (let number = 1; number <= 7; number++) {
    await storeRun(db, {
      sourceId: source.id,
      title: String(number),
      createdAt: number > 5 ? new Date(+createdAt + 1) : createdAt,
    })
  }
  const seen: (string | null)[] = []
  let cursor: string | null | undefined
  do {
    const page = await listRuns(RunsQuery.parse({ limit: 2, ...(cursor ? { cursor } : {}) }), db)
    seen.push(...page.runs.map(({ title }) => title))
    cursor = page.nextCursor
  } while (cursor)
  assert.deepEqual(seen, ['7', '6', '5', '4', '3', '2', '1'])
  await assert.rejects(listRuns(RunsQuery.parse({ cursor: 'nonsense' }), db), RangeError)
})

test('every filter leaves what it says', async () => {
  const db = await testDatabase()
  const [one, two] = [await storeSource(db, 'one'), await storeSource(db, 'two')]
  await storeRun(db, { sourceId: one.id, title: 'a', status: 'failed', agent: 'planner', model: 'm1', threadId: 't1' })
  await storeRun(db, { sourceId: two.id, title: 'b', status: 'running', recording: 'streaming', agent: 'coder' })
  await storeRun(db, { sourceId: two.id, title: 'c', status: 'completed', recording: 'closed' })
  assert.deepEqual(await ids({ status: 'failed,running' }, db), ['b', 'a'])
  assert.deepEqual(await ids({ recording: 'closed' }, db), ['c'])
  assert.deepEqual(await ids({ source: 'one' }, db), ['a'])
  assert.deepEqual(await ids({ agent: 'coder,planner' }, db), ['b', 'a'])
  assert.deepEqual(await ids({ model: 'm1' }, db), ['a'])
  assert.deepEqual(await ids({ thread: 't1' }, db), ['a'])
  assert.deepEqual(await ids({ from: '2100-01-01T00:00:00Z' }, db), [])
  assert.deepEqual(await ids({ to: '2100-01-01T00:00:00Z', status: 'completed' }, db), ['c'])

  const facets = await runFacets({ status: ['failed'] }, db)
  assert.equal(facets.total, 1)
  assert.deepEqual([facets.status.failed, facets.status.running, facets.status.lost], [1, 1, 0])
  assert.deepEqual(facets.sources, [
    { slug: 'one', count: 1 },
    { slug: 'two', count: 0 },
  ])
})

test('a search is literal, and finds titles, agents and ids in any case', async () => {
  const db = await testDatabase()
  await storeRun(db, { title: '100% sure', upstreamRunId: 'U-1' })
  await storeRun(db, { title: '100 times sure', agent: 'Under_score', threadId: 'thread-9' })
  await storeRun(db, { title: 'back\\slash' })
  assert.deepEqual(await ids({ q: '100%' }, db), ['100% sure'])
  assert.deepEqual(await ids({ q: 'R_S' }, db), ['100 times sure'])
  assert.deepEqual(await ids({ q: '\\' }, db), ['back\\slash'])
  assert.deepEqual(await ids({ q: 'SURE' }, db), ['100 times sure', '100% sure'])
  assert.deepEqual(await ids({ q: 'u-1' }, db), ['100% sure'])
  assert.deepEqual(await ids({ q: 'THREAD-9' }, db), ['100 times sure'])
})
