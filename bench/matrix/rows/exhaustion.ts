import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { runWhen } from '#lib/recorder/testing.ts'
import { assertWhole, modusRun, openRig, words } from '../harness.ts'

const run = promisify(execFile)

test('row 56: a recorder without a file handle left says so, and goes on once there are some', async () => {
  const rig = await openRig()
  try {
    const first = await modusRun(rig.db, words(1000, 20, { type: 'done', runId: 'run-1' }))
    await runWhen(rig.db, first.run, (row) => (row.recorder?.nextSeq ?? 0) > 20, 20_000)
    const [{ pid } = assert.fail()] = rig.recorders.pids()
    await run('prlimit', ['--pid', String(pid), '--nofile=45:4096'])
    const more = []
    for (let n = 0; n < 40; n++) more.push(await modusRun(rig.db, words(50, 20, { type: 'done', runId: 'run-1' })))
    const stuck = await Promise.any(
      more.map(({ run: one }) => runWhen(rig.db, one, (row) => row.recording === 'waiting', 30_000)),
    )
    assert.match(stuck.recordingError ?? '', /EMFILE|too many open files|No answer from the upstream/)
    await run('prlimit', ['--pid', String(pid), '--nofile=4096:4096'])
    for (const one of [first, ...more]) await assertWhole(rig.db, one)
    assert.deepEqual(rig.recorders.deaths(), [])
    for (const one of [first, ...more]) await one.close()
  } finally {
    await rig.close()
  }
})
