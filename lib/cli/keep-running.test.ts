import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { keepRunning, restartDelayMs } from './keep-running.ts'

test('what dies is started again at once, then after 1, 2, 4 … 30 s', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6, 7, 20].map(restartDelayMs),
    [0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000],
  )
})

test('a process that is killed is started again, and one that is stopped is not', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'runtape-keep-'))
  t.after(() => rm(root, { recursive: true }))
  const restarted = Promise.withResolvers<void>()
  const stays = { root, args: ['-e', 'setInterval(() => {}, 1000)'], vars: {}, logFile: join(root, 'log') }
  const kept = await keepRunning('it', stays, async () => restarted.resolve())
  const first = kept.pid()
  process.kill(first, 'SIGKILL')
  await restarted.promise
  assert.notEqual(kept.pid(), first)
  assert.equal(kept.deaths(), 1)
  await kept.stop(5000)
  assert.throws(() => process.kill(kept.pid(), 0), { code: 'ESRCH' })
  assert.equal(await readFile(join(root, 'log'), 'utf8'), '')
})
