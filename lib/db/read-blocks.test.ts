import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deleteRun } from './delete-run.ts'
import { findRun } from './find-run.ts'
import { readBlocks } from './read-blocks.ts'
import { storeFrames, storeRun } from './testing-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()

test('a run that is erased while it is read breaks off, and does not look whole', async () => {
  const { runId, publicId } = await storeRun(db)
  const large = `data: ${'x'.repeat(3 * 1024 * 1024)}\n\n`
  await storeFrames(db, runId, [large, large])
  const pages = readBlocks((await findRun(publicId, db)) ?? assert.fail(), db)
  const first = await pages.next()
  assert.deepEqual(first.done === true ? null : first.value.map(({ seq }) => seq), [1])
  await deleteRun(publicId, db)
  await assert.rejects(pages.next(), /the frames of run \d+ after 1 are gone/)
})
