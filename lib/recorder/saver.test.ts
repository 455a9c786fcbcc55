import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunSave } from '#lib/db/save-runs.ts'
import { createSaver } from './saver.ts'

/** A row to save, told apart by its number alone. */
const row = (runId: number) => ({ runId: BigInt(runId) }) as RunSave

/** A database that keeps what it was asked to write, and writes when it is told to. */
function slowDatabase() {
  const statements: number[][] = []
  let waiting: (() => void)[] = []
  return {
    statements,
    async write(runs: readonly RunSave[]) {
      statements.push(runs.map(({ runId }) => Number(runId)))
      await new Promise<void>((resolve) => waiting.push(resolve))
      return runs.map(() => true)
    },
    answer() {
      for (const resolve of waiting) resolve()
      waiting = []
    },
  }
}

test('figures of a moment are saved by one statement', async () => {
  const statements: number[] = []
  const saver = createSaver(async (runs) => {
    statements.push(runs.length)
    return runs.map(({ runId }) => runId !== 2n)
  })
  const saves = [1, 2, 3].map((runId) => saver.save(row(runId), { urgent: false }))
  assert.deepEqual(await Promise.all(saves), [true, false, true])
  assert.deepEqual(statements, [3])
})

test('an urgent save goes at once and takes along what waits; what comes meanwhile goes with the next', async () => {
  const { statements, write, answer } = slowDatabase()
  const saver = createSaver(write)
  const first = [saver.save(row(1), { urgent: false }), saver.save(row(2), { urgent: true })]
  assert.deepEqual(statements, [[1, 2]])
  const second = [saver.save(row(3), { urgent: true }), saver.save(row(4), { urgent: true })]
  assert.deepEqual(statements, [[1, 2]])
  answer()
  await Promise.all(first)
  assert.deepEqual(statements, [
    [1, 2],
    [3, 4],
  ])
  answer()
  await Promise.all(second)
})

test('a row that cannot be saved holds back nobody', async () => {
  const saver = createSaver((runs) =>
    runs.some(({ runId }) => runId === 3n)
      ? Promise.reject(new Error('invalid value'))
      : Promise.resolve(runs.map(() => true)),
  )
  const saves = [1, 2, 3, 4, 5].map((runId) => saver.save(row(runId), { urgent: false }))
  const results = await Promise.allSettled(saves)
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  )
})
