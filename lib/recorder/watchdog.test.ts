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
  let silentAt = Infinity
  const watchdog = createWatchdog(40, () => {
    silentAt = performance.now()
    told.resolve()
  })
  let heardAt = performance.now()
  let longestMs = 0
  await during(120, () => {
    longestMs = Math.max(longestMs, performance.now() - heardAt)
    heardAt = performance.now()
    watchdog.heard()
  })
  await told.promise
  // A machine that stands still for so long is silent indeed.
  assert.ok(silentAt > heardAt || longestMs >= 35)
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
