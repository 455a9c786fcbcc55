import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Database } from './client.ts'
import { eraseFrames } from './erase-frames.ts'
import { testDatabase } from './testing.ts'
import { storeFrames, storeRun } from './testing-run.ts'

const db = await testDatabase()

test('frames are erased to the last one, few large ones or many small ones by one statement', async () => {
  const { runId } = await storeRun(db)
  await storeFrames(
    db,
    runId,
    [10, 10, 10, 10, 900, 900, 900, 5000, 10].map((bytes) => 'x'.repeat(bytes)),
  )
  const counts: (number | null)[] = []
  const pool = {
    async query(statement: { name: string; text: string; values: unknown[] }) {
      const done = await db.pool.query(statement)
      counts.push(done.rowCount)
      return done
    },
  } as unknown as Database['pool']
  await eraseFrames(runId, { ...db, pool }, { frames: 3, bytes: 1000 })
  assert.deepEqual(counts, [3, 3, 2, 1, 0])
  assert.equal(await db.prisma.frame.count({ where: { runId } }), 0)
})
