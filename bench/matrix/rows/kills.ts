import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { closedRun } from '#lib/recorder/testing.ts'
import { arkloopRun, assertWhole, modusRun, openRig, words } from '../harness.ts'

const kills = Number(process.env['MATRIX_KILLS'] ?? 40)

test(`row 51: ${kills} kills of recorders at any moment lose and double nothing, and each is over within 8 s`, async () => {
  const rig = await openRig({ recorders: 2 })
  try {
    const took: number[] = []
    while (took.length < kills) {
      const runs = [
        await modusRun(rig.db, words(800, 20, { type: 'done', runId: 'run-1' })),
        await modusRun(rig.db, words(800, 25, { type: 'done', runId: 'run-1' })),
        await arkloopRun(rig.db, 800, 20),
      ]
      const over = Promise.all(runs.map(({ run }) => closedRun(rig.db, run, 300_000)))
      let going = true
      void over.then(() => (going = false))
      while (going && took.length < kills) {
        await delay(200 + Math.random() * 3000)
        took.push(await rig.recorders.kill(took.length % 2))
      }
      for (const one of runs) await assertWhole(rig.db, one)
      for (const one of runs) await one.close()
    }
    assert.ok(Math.max(...took) < 8000, `the slowest took ${Math.max(...took)} ms`)
  } finally {
    await rig.close()
  }
})
