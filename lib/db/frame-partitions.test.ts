import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openDatabase } from './client.ts'
import { bandOf, bandSize, ensureFramePartition } from './frame-partitions.ts'
import { readStoredFrames } from './read-stored-frames.ts'
import { testDatabaseUrl, whenOver } from './testing.ts'
import { storeFrames, storeRun } from './testing-run.ts'

const url = await testDatabaseUrl()
const db = openDatabase(url, { max: 8 })
whenOver(() => db.close())

async function bandsOf(pattern: string): Promise<string[]> {
  const { rows } = await db.pool.query<{ name: string; bounds: string }>(
    `SELECT relname AS name, pg_get_expr(relpartbound, oid) AS bounds FROM pg_class
     WHERE relispartition AND relkind = 'r' AND relname LIKE $1 ORDER BY relname`,
    [pattern],
  )
  return rows.map(({ name, bounds }) => `${name} ${bounds}`)
}

test('a band holds 4,096 runs', () => {
  assert.deepEqual([0n, 1n, 4095n, 4096n, 8191n, 8192n].map(bandOf), [0n, 0n, 0n, 1n, 1n, 2n])
})

test('a run of a new band can store frames once its partition is made, on both edges of the band', async () => {
  const band = 7n
  for (const id of [band * bandSize, (band + 1n) * bandSize - 1n]) {
    await ensureFramePartition(bandOf(id), db)
    const { runId } = await storeRun(db, { id })
    await storeFrames(db, runId, ['data: x\n\n'])
    assert.equal((await readStoredFrames(runId, 0, 10, db)).length, 1)
  }
  assert.deepEqual(await bandsOf('frame\\_b7'), ["frame_b7 FOR VALUES FROM ('28672') TO ('32768')"])
})

test('a partition has the key of the table and no left-over constraint', async () => {
  await ensureFramePartition(8n, db)
  const { rows } = await db.pool.query<{ conname: string; contype: string }>(
    `SELECT contype FROM pg_constraint WHERE conrelid = 'frame_b8'::regclass AND contype IN ('p', 'c')`,
  )
  assert.deepEqual(rows, [{ contype: 'p' }])
})

test('any number of processes may make the same partition at once', async () => {
  await Promise.all(Array.from({ length: 8 }, () => ensureFramePartition(9n, db)))
  assert.equal((await bandsOf('frame\\_b9')).length, 1)
})

test('a partition is made while somebody reads in a transaction that lasts, and frames are stored meanwhile', async () => {
  const { runId } = await storeRun(db)
  await storeFrames(db, runId, ['data: 1\n\n'])
  const reader = await db.pool.connect()
  try {
    await reader.query('BEGIN')
    await reader.query('SELECT count(*) FROM frame')
    await Promise.all([ensureFramePartition(10n, db), storeFrames(db, runId, ['data: 2\n\n'])])
    await reader.query('COMMIT')
  } finally {
    reader.release()
  }
  assert.equal((await bandsOf('frame\\_b10')).length, 1)
  assert.equal((await readStoredFrames(runId, 0, 10, db)).length, 2)
})

test('who cannot get the lock says which partition it was, leaves nothing behind, and can try again', async () => {
  const other = await db.pool.connect()
  try {
    await other.query('BEGIN')
    await other.query('LOCK TABLE frame IN ACCESS EXCLUSIVE MODE')
    await assert.rejects(ensureFramePartition(11n, db, { lockTimeoutMs: 50 }), /partition frame_b11 for frames/)
    await other.query('ROLLBACK')
  } finally {
    other.release()
  }
  const { rows } = await db.pool.query(`SELECT to_regclass('frame_b11') AS name`)
  assert.deepEqual(rows, [{ name: null }])
  await ensureFramePartition(11n, db)
  assert.equal((await bandsOf('frame\\_b11')).length, 1)
})

test('connections that break while partitions are made are errors and do not end the process', async () => {
  const victim = openDatabase(`${url}?application_name=victim`, { max: 2 })
  let over = false
  const cutting = (async () => {
    while (!over) {
      await db.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'`)
    }
  })()
  const bands = Array.from({ length: 40 }, (_, i) => BigInt(100 + i))
  const results = await Promise.allSettled(bands.map((band) => ensureFramePartition(band, victim)))
  over = true
  await cutting
  assert.ok(results.some(({ status }) => status === 'rejected'))
  for (const band of bands) await ensureFramePartition(band, db)
  assert.equal((await bandsOf('frame\\_b1__')).length, 40)
  await victim.close()
})
