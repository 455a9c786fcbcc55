import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listSnapshotsDue } from '#lib/db/list-snapshots-due.ts'
import { closeRun, storeFrames, storeRun } from '#lib/db/testing-run.ts'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { log } from '#lib/log.ts'
import { sleep } from './sleep.ts'
import { startSnapshots } from './snapshots.ts'

const db = await testDatabase()

async function longRun(frames: number) {
  const run = await storeRun(db, { dialect: 'modus' })
  await grow(run.runId, frames)
  return run.runId
}

function grow(runId: bigint, frames: number) {
  const token = { raw: `data: ${JSON.stringify({ type: 'token', content: 'a ' })}\n\n`, kind: 'output' as const }
  return storeFrames(
    db,
    runId,
    Array.from({ length: frames }, () => token),
  )
}

async function snapshotsOf(runId: bigint): Promise<number[]> {
  const { rows } = await db.pool.query<{ seq: number }>('SELECT seq FROM run_snapshot WHERE run_id = $1 ORDER BY seq', [
    runId,
  ])
  return rows.map(({ seq }) => seq)
}

test('states of a run are stored when it is over, and while it goes on once it is long', async () => {
  const [over, open, long] = [await longRun(2100), await longRun(2100), await longRun(10_100)]
  await closeRun(db, over)
  const snapshots = startSnapshots({ db, log, sleep: (ms, signal) => sleep(ms / 20, signal) })
  whenOver(() => snapshots.stop())
  snapshots.changed([over, open, long, 999_999n])
  while ((await snapshotsOf(long)).length < 10) await sleep(10)
  assert.deepEqual(await snapshotsOf(over), [1000, 2000])
  assert.deepEqual(await snapshotsOf(open), [])
  await closeRun(db, open)
  snapshots.changed([open])
  while ((await snapshotsOf(open)).length < 2) await sleep(10)
})

test('who stops it waits for a page and not for a run', async () => {
  const run = await longRun(3000)
  await closeRun(db, run)
  const begun = Promise.withResolvers<void>()
  const snapshots = startSnapshots({
    db,
    log,
    // The first pause after a page never ends by itself.
    sleep: async (ms, signal) => {
      if (ms === 2000) return sleep(1, signal)
      begun.resolve()
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
    },
  })
  snapshots.changed([run])
  await begun.promise
  await snapshots.stop()
  assert.deepEqual(await snapshotsOf(run), [])
})

test('a fold that stored nothing is done again when there is twice as much', async () => {
  const run = await longRun(12_000)
  const isDue = async (reached: number) => (await listSnapshotsDue([run], new Map([[run, reached]]), db)).length === 1
  assert.equal(await isDue(0), true)
  assert.equal(await isDue(10_000), false)
  await grow(run, 9000)
  assert.equal(await isDue(10_000), true)
  assert.equal(await isDue(10_600), false)
})
