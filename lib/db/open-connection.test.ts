import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeConnection } from './close-connection.ts'
import { openConnection } from './open-connection.ts'
import { testDatabase } from './testing.ts'
import { storeRun } from './testing-run.ts'

const db = await testDatabase()

const watch = {
  purpose: 'watch',
  method: 'GET',
  path: '/',
  requestHeaders: {},
  requestBody: null,
  cursorSent: null,
} as const

test('exchanges of a run that are opened in the same moment have a number each', async () => {
  const { runId } = await storeRun(db)
  const opened = Array.from({ length: 20 }, (_, at) => openConnection({ ...watch, runId, openedUs: at + 1 }, db))
  const numbers = (await Promise.all(opened)).toSorted((a, b) => a - b)
  assert.deepEqual(
    numbers,
    opened.map((_, at) => at + 1),
  )
})

test('a request that is written down twice is one, and the next one in the same microsecond another', async () => {
  const { runId } = await storeRun(db)
  const open = () => openConnection({ ...watch, runId, openedUs: 7 }, db)
  assert.deepEqual([await open(), await open()], [1, 1])
  await closeConnection(runId, 1, { closedUs: 7, why: 'unreached' }, db)
  assert.equal(await open(), 2)
})
