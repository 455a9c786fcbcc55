import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { beat } from './beat.ts'
import { countRecordings } from './count-recordings.ts'
import { leave } from './leave.ts'
import { listRecorders } from './list-recorders.ts'
import { storeRun } from './testing-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()
const figures = {
  version: '1.2.3',
  framesPerSecond: 12.5,
  bytesPerSecond: 4096,
  lagMs: 7,
  queuedBytes: 0,
  rssBytes: 90_000_000,
}

async function recorder(host: string) {
  const self = { id: randomUUID(), host, pid: 4711 }
  await beat({ ...self, figures }, db)
  return self
}

const silent = (id: string, seconds: number) =>
  db.pool.query('UPDATE recorder SET heartbeat_at = now() - make_interval(secs => $2) WHERE id = $1', [id, seconds])

async function held(owner: string | null, state = 'open', recording = 'streaming') {
  const { runId } = await storeRun(db, { recording })
  await db.prisma.recording.update({ where: { runId }, data: { owner, state } })
}

test('a recorder lives, is late or is gone by the database’s clock, and those that are gone come last', async () => {
  const [gone, late, live] = [await recorder('a'), await recorder('b'), await recorder('c')]
  await silent(gone.id, 7)
  await silent(late.id, 5)
  await held(live.id)
  await held(live.id)
  await held(live.id, 'closed', 'closed')
  await held(gone.id, 'open', 'waiting')
  await held(null, 'open', 'pending')
  await held(null, 'parked', 'auth_required')
  const { recorders, unheld } = await listRecorders(db)
  assert.deepEqual(
    recorders.map(({ id, host, pid, state, runs }) => ({ id, host, pid, state, runs })),
    [
      { ...late, state: 'late', runs: 0 },
      { ...live, state: 'live', runs: 2 },
      { ...gone, state: 'gone', runs: 1 },
    ],
  )
  assert.equal(unheld, 2)
  assert.deepEqual(recorders[1]?.figures, figures)
  assert.ok(Date.parse(recorders[1]?.heartbeatAt ?? '') - Date.parse(recorders[2]?.heartbeatAt ?? '') > 6000)
  assert.deepEqual(await countRecordings(db), { streaming: 2, waiting: 1, pending: 1, auth_required: 1 })

  await leave(live.id, db)
  assert.deepEqual(
    (await listRecorders(db)).recorders.map(({ host }) => host),
    ['b', 'a'],
  )
})

test('a recorder of another version, whose figures are not ours, is listed without any', async () => {
  const other = await recorder('z')
  await db.pool.query(`UPDATE recorder SET figures = '{"speed": 3}' WHERE id = $1`, [other.id])
  const found = (await listRecorders(db)).recorders.find(({ id }) => id === other.id)
  assert.equal(found?.state, 'live')
  assert.equal(found.figures, null)
})
