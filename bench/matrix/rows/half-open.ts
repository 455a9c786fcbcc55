import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { bytesOf, closedRun, framesOf, runWhen, testRun } from '#lib/recorder/testing.ts'
import { openRig } from '../harness.ts'
import { startUpstream } from '../start-upstream.ts'

const run = promisify(execFile)

// The upstream is in a network of its own, behind a pair of interfaces that can be taken down: then neither side hears of
// the other any more, and no connection is closed. Needs root.

const space = `rt${process.pid}`
const [near, far] = [`${space}a`, `${space}b`]

test('row 4: a link that goes down without a word is noticed, and the run goes on once it is back', async () => {
  for (const line of [
    `netns add ${space}`,
    `link add ${near} type veth peer name ${far}`,
    `link set ${far} netns ${space}`,
    `addr add 10.231.7.1/30 dev ${near}`,
    `link set ${near} up`,
    `-n ${space} addr add 10.231.7.2/30 dev ${far}`,
    `-n ${space} link set ${far} up`,
    `-n ${space} link set lo up`,
  ]) {
    await run('ip', line.split(' '))
  }
  process.env['RUNTAPE_UPSTREAM_ALLOW'] = '10.231.7.0/30'
  const rig = await openRig()
  const upstream = await startUpstream({ wrap: ['ip', 'netns', 'exec', space], host: '10.231.7.2' })
  try {
    const one = await testRun(rig.db, { baseUrl: upstream.url, upstreamRunId: 'run-1', settings: { idleSeconds: 5 } })
    await runWhen(rig.db, one, (row) => (row.recorder?.nextSeq ?? 0) > 50, 20_000)
    await run('ip', ['link', 'set', near, 'down'])
    const noticed = await runWhen(rig.db, one, ({ connections }) => connections.some(({ why }) => why === 'idle'), 8000)
    assert.equal(noticed.connections[0]?.detail, 'Nothing was heard for 5 s.')
    await delay(5000)
    await run('ip', ['link', 'set', near, 'up'])
    const row = await closedRun(rig.db, one, 120_000)
    assert.equal(bytesOf(await framesOf(rig.db, one)), await upstream.bytes())
    assert.deepEqual([row.status, row.integrity], ['completed', 'complete'])
  } finally {
    upstream.close()
    await rig.close()
    await run('ip', ['netns', 'del', space])
  }
})
