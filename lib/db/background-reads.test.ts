import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimReads, type ClaimedRead } from './claim-reads.ts'
import { finishRead, hastenReads } from './finish-read.ts'
import { patchSource } from './patch-source.ts'
import { saveUsage } from './save-usage.ts'
import { testDatabase } from './testing.ts'
import { storeSource } from './testing-run.ts'

const db = await testDatabase()

async function discovered(count: number) {
  await db.prisma.source.deleteMany()
  const sources = await Promise.all(Array.from({ length: count }, () => storeSource(db)))
  await db.prisma.source.updateMany({ data: { settings: { discover: true } } })
  return sources
}

const rowOf = ({ sourceId, name }: ClaimedRead) =>
  db.prisma.backgroundRead.findUniqueOrThrow({ where: { sourceId_name: { sourceId, name } } })

test('each read is claimed once, however many processes ask, and only of sources that are to be read', async () => {
  await discovered(20)
  await storeSource(db)
  for (const round of ['never read', 'due again']) {
    const claims = (await Promise.all(Array.from({ length: 8 }, () => claimReads(50, db)))).flat()
    assert.equal(claims.length, 40, round)
    assert.equal(new Set(claims.map(({ sourceId, name }) => `${sourceId} ${name}`)).size, 40, round)
    assert.deepEqual(await claimReads(50, db), [])
    for (const claim of claims) await finishRead(claim, { name: 'read', detail: '' }, { afterMs: 0 }, db)
  }
})

test('no more are claimed than there is room for, and what a reader left behind is anybody’s again', async () => {
  await discovered(5)
  assert.equal((await claimReads(3, db)).length, 3)
  assert.equal((await claimReads(50, db)).length, 7)
  await db.prisma.backgroundRead.updateMany({ data: { dueAt: new Date(0) } })
  assert.equal((await claimReads(4, db)).length, 4)
})

test('how a read went is kept in words, failures in succession are counted, and a read that was left says nothing', async () => {
  await discovered(1)
  const [claim] = await claimReads(1, db)
  assert.ok(claim)
  const finish = async (outcome: Parameters<typeof finishRead>[1]) => {
    await finishRead(claim, outcome, { afterMs: 60_000 }, db)
    const { ok, detail, failures, readAt } = await rowOf(claim)
    return [ok, detail, failures, readAt !== null]
  }
  assert.deepEqual(await finish({ name: 'left' }), [null, null, 0, false])
  assert.deepEqual(await finish({ name: 'failed', detail: 'no answer' }), [false, 'no answer', 1, true])
  assert.deepEqual(await finish({ name: 'failed', detail: 'no answer' }), [false, 'no answer', 2, true])
  assert.deepEqual(await finish({ name: 'left' }), [false, 'no answer', 2, true])
  assert.deepEqual(await finish({ name: 'read', detail: '3 runs' }), [true, '3 runs', 0, true])
})

test('a source whose settings change is due at once, even while it is being read', async () => {
  const [source] = await discovered(1)
  assert.ok(source)
  const [claim] = await claimReads(1, db)
  assert.ok(claim)
  await patchSource(source.slug, { settings: { discover: true, agents: ['a'] } }, db, Buffer.alloc(32, 7))
  await finishRead(claim, { name: 'read', detail: '' }, { afterMs: 60_000 }, db)
  const again = (await claimReads(9, db)).find(({ name }) => name === claim.name)
  assert.ok(again)
  await finishRead(again, { name: 'failed', detail: 'x' }, { afterMs: 60_000 }, db)
  assert.deepEqual(await claimReads(9, db), [])
  await hastenReads(source.id, db)
  assert.equal((await claimReads(9, db)).find(({ name }) => name === claim.name)?.failures, 0)
})

test('usage replaces what was said of the same hour, and the rest stays', async () => {
  const { id: sourceId } = await storeSource(db)
  const bucket = (hour: number, calls: number, model = 'm') => {
    const at = `2026-11-24T0${hour}:00:00.000Z`
    return { bucket: at, model, calls, inputTokens: 5e9, outputTokens: 1 }
  }
  const save = (...buckets: ReturnType<typeof bucket>[]) => saveUsage({ sourceId, rollup: 'hour', buckets }, db)
  assert.equal(await save(bucket(1, 1), bucket(2, 2), bucket(2, 3, 'n')), 3)
  assert.equal(await save(bucket(2, 2), bucket(2, 4, 'n'), bucket(3, 1), bucket(3, 1)), 2)
  const rows = await db.prisma.usageBucket.findMany({
    where: { sourceId },
    orderBy: [{ bucket: 'asc' }, { model: 'asc' }],
  })
  assert.deepEqual(
    rows.map(({ bucket, model, calls, inputTokens }) => [
      bucket.getUTCHours(),
      model,
      Number(calls),
      Number(inputTokens),
    ]),
    [
      [1, 'm', 1, 5e9],
      [2, 'm', 2, 5e9],
      [2, 'n', 4, 5e9],
      [3, 'm', 2, 1e10],
    ],
  )
})
