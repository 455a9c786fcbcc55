import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runWhen } from '#lib/recorder/testing.ts'
import { arkloopRun, assertWhole, modusRun, openRig, words } from '../harness.ts'

for (const [row, how, signal, downMs] of [
  ['row 43', 'is stopped without a checkpoint for a minute', 'SIGQUIT', 60_000],
  ['row 44', 'is killed', 'SIGKILL', 3000],
] as const) {
  test(`${row}: a database that ${how} costs runs of classes A and B nothing`, async () => {
    const rig = await openRig({ recorders: 2 })
    try {
      const runs = [
        await modusRun(rig.db, words(1500, 20, { type: 'done', runId: 'run-1' })),
        await modusRun(rig.db, words(4000, 20, { type: 'done', runId: 'run-1' })),
        await arkloopRun(rig.db, 4000, 20),
      ]
      for (const { run } of runs) await runWhen(rig.db, run, (found) => (found.recorder?.nextSeq ?? 0) > 50, 20_000)
      await rig.database.restart(downMs, signal)
      for (const one of runs) await assertWhole(rig.db, one)
      assert.deepEqual(rig.recorders.deaths(), [], 'no recorder ended')
      for (const one of runs) await one.close()
    } finally {
      await rig.close()
    }
  })
}
