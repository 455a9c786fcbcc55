import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createWatchdog } from './watchdog.ts'

/** Lets the process go on until so many ms are over, calling `each` all the time. */
async function during(ms: number, each: () => void): Promise<void> {
  const until = performance.now() + ms
  while (performance.now() < until) {
    each()
    await nextTurn()
  }
}

test('silence is told once it has lasted', async () => {
  const told = Promise.withResolvers<void>()
  const startedAt = performance.now()
  createWatchdog(20, told.resolve)
  await told.promise
  assert.ok(performance.now() - startedAt >= 19)
})

test('whatever is heard begins the wait anew', async () => {
  const told = Promise.withResolvers<void>()
  let silent = false
  const watchdog = createWatchdog(40, () => {
    silent = true
    told.resolve()
  })
  await during(120, () => watchdog.heard())
  assert.equal(silent, false)
  await told.promise
})

test('a watchdog that was stopped, or that waits for no time, tells nothing', async () => {
  const told: string[] = []
  createWatchdog(1, () => told.push('stopped')).stop()
  const never = createWatchdog(null, () => told.push('never'))
  never.heard()
  await during(20, () => undefined)
  never.stop()
  assert.deepEqual(told, [])
})
