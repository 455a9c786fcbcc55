import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { beat } from './beat.ts'
import { claimRuns, leaseSeconds } from './claim-runs.ts'
import { leave } from './leave.ts'
import { testDatabase } from './testing.ts'
import { storeRun } from './testing-run.ts'

const db = await testDatabase()

/** A recorder that lives, by its heartbeat of now. */
async function recorder() {
  const self = { id: randomUUID(), host: 'host', pid: 1 }
  await beat(self, db)
  return self
}

const claim = async (id: string, limit: number) => (await claimRuns(id, { limit, fair: false }, db)).claims

/** Lets the database believe that a recorder was last heard of so many seconds ago. */
async function silence(id: string, seconds: number) {
  await db.pool.query(`UPDATE recorder SET heartbeat_at = now() - make_interval(secs => $2) WHERE id = $1`, [
    id,
    seconds,
  ])
}

async function newRuns(count: number): Promise<bigint[]> {
  await db.prisma.recording.updateMany({ data: { state: 'closed' } })
  const ids: bigint[] = []
  for (let i = 0; i < count; i++) ids.push((await storeRun(db)).runId)
  return ids
}

const change = (runId: bigint, data: Parameters<typeof db.prisma.recording.update>[0]['data']) =>
  db.prisma.recording.update({ where: { runId }, data })
const idsOf = (claims: readonly { runId: bigint }[]) =>
  claims.map(({ runId }) => runId).toSorted((a, b) => (a < b ? -1 : 1))

test('open runs are claimed oldest first, each under an epoch of its own, and not again while the owner lives', async () => {
  const ids = await newRuns(3)
  const [a, b] = [await recorder(), await recorder()]
  assert.deepEqual(
    (await claim(a.id, 2)).toSorted((x, y) => (x.runId < y.runId ? -1 : 1)),
    ids.slice(0, 2).map((runId) => ({ runId, epoch: 1 })),
  )
  assert.deepEqual(await claim(b.id, 10), [{ runId: ids[2], epoch: 1 }])
  for (const one of [a, b]) assert.deepEqual(await claim(one.id, 10), [])
})

test('any number of recorders that look at once never claim the same run', async () => {
  const ids = await newRuns(60)
  const recorders = await Promise.all(Array.from({ length: 6 }, recorder))
  const claims: { runId: bigint; epoch: number }[] = []
  for (let round = 0; round < 4; round++) {
    claims.push(...(await Promise.all(recorders.map(({ id }) => claim(id, 4)))).flat())
  }
  assert.deepEqual(idsOf(claims), ids)
  assert.ok(claims.every(({ epoch }) => epoch === 1))
})

test('with fairness a recorder claims its share of the open runs, and says how many it leaves to others', async () => {
  await db.prisma.recorder.deleteMany()
  await newRuns(7)
  const [a, b] = [await recorder(), await recorder()]
  const fair = async ({ id }: { id: string }) => {
    const { claims, left } = await claimRuns(id, { limit: 10, fair: true }, db)
    return [claims.length, left]
  }
  assert.deepEqual(
    [await fair(a), await fair(a), await fair(b)],
    [
      [4, 3],
      [0, 3],
      [3, 0],
    ],
  )
  await silence(a.id, leaseSeconds + 1)
  assert.deepEqual(await fair(b), [4, 0])
})

test("a dead recorder's runs are free once its lease is over, by the clock of the database", async () => {
  const [id = 0n] = await newRuns(1)
  const [dead, heir] = [await recorder(), await recorder()]
  await claim(dead.id, 1)
  await silence(dead.id, leaseSeconds - 1)
  assert.deepEqual(await claim(heir.id, 1), [])
  await silence(dead.id, leaseSeconds + 0.1)
  assert.deepEqual(await claim(heir.id, 1), [{ runId: id, epoch: 2 }])
  const { owned } = await beat(dead, db)
  assert.equal(owned.size, 0)
})

test('runs of a recorder that has no row any more are free', async () => {
  const [id = 0n] = await newRuns(1)
  await change(id, { owner: randomUUID(), epoch: 8 })
  assert.deepEqual(await claim((await recorder()).id, 1), [{ runId: id, epoch: 9 }])
})

test('a run that waits is claimed when its time has come, and its wait is over with that', async () => {
  const [later = 0n, now = 0n] = await newRuns(2)
  await change(later, { retryAt: new Date(Date.now() + 60_000) })
  await change(now, { retryAt: new Date(Date.now() - 1000) })
  const self = await recorder()
  assert.deepEqual(idsOf(await claim(self.id, 10)), [now])
  const row = await db.prisma.recording.findUniqueOrThrow({ where: { runId: now } })
  assert.deepEqual([row.retryAt, row.owner], [null, self.id])
})

test('a run that somebody asks to stop is claimed although it waits, for only a recorder can close it', async () => {
  const [id = 0n] = await newRuns(1)
  await change(id, { retryAt: new Date(Date.now() + 60_000), stopRequested: true })
  assert.deepEqual(idsOf(await claim((await recorder()).id, 10)), [id])
})

test('parked and closed runs are not claimed', async () => {
  const [parked = 0n, closed = 0n] = await newRuns(2)
  await change(parked, { state: 'parked' })
  await change(closed, { state: 'closed', stopRequested: true })
  assert.deepEqual(await claim((await recorder()).id, 10), [])
})

test('a heartbeat tells a recorder of its open runs alone, with what somebody asked of them', async () => {
  const [kept = 0n, stopped = 0n, closed = 0n] = await newRuns(3)
  const [self, other] = [await recorder(), await recorder()]
  await claim(self.id, 10)
  await change(stopped, { stopRequested: true })
  await change(closed, { state: 'closed' })
  const { owned } = await beat(self, db)
  assert.deepEqual(
    owned,
    new Map([
      [kept, { epoch: 1, stopRequested: false }],
      [stopped, { epoch: 1, stopRequested: true }],
    ]),
  )
  assert.equal((await beat(other, db)).owned.size, 0)
})

test('a heartbeat makes a row again that was swept, and sweeps those of an hour ago', async () => {
  const [self, old] = [await recorder(), await recorder()]
  await silence(old.id, 3700)
  await db.prisma.recorder.delete({ where: { id: self.id } })
  await beat(self, db)
  const rows = await db.prisma.recorder.findMany({ where: { id: { in: [self.id, old.id] } } })
  assert.deepEqual(
    rows.map(({ id }) => id),
    [self.id],
  )
})

test('a recorder that leaves gives back its runs and no others, for the next to claim at once', async () => {
  const ids = await newRuns(2)
  const [leaving, staying] = [await recorder(), await recorder()]
  await claim(leaving.id, 1)
  await claim(staying.id, 1)
  await leave(leaving.id, db)
  assert.deepEqual(await claim((await recorder()).id, 10), [{ runId: ids[0], epoch: 2 }])
  assert.equal(await db.prisma.recorder.count({ where: { id: leaving.id } }), 0)
})
