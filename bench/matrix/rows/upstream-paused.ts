import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { bytesOf, closedRun, framesOf, runWhen, testRun } from '#lib/recorder/testing.ts'
import { openRig } from '../harness.ts'
import { startUpstream } from '../start-upstream.ts'

test('row 5: an upstream that stands still and goes on loses and doubles nothing', async () => {
  const rig = await openRig()
  const upstream = await startUpstream()
  try {
    const run = await testRun(rig.db, { baseUrl: upstream.url, upstreamRunId: 'run-1', settings: { idleSeconds: 5 } })
    await runWhen(rig.db, run, (row) => (row.recorder?.nextSeq ?? 0) > 50, 20_000)
    upstream.child.kill('SIGSTOP')
    await delay(90_000)
    upstream.child.kill('SIGCONT')
    const row = await closedRun(rig.db, run, 120_000)
    assert.equal(bytesOf(await framesOf(rig.db, run)), await upstream.bytes())
    assert.deepEqual([row.status, row.integrity], ['completed', 'complete'])
    assert.ok(row.connections.some(({ why }) => why === 'idle'))
  } finally {
    upstream.close()
    await rig.close()
  }
})
