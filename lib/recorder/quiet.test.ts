import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createQuiet, type Timer } from './quiet.ts'
import { quietMs } from './quiet-ms.ts'

/** Timers that the test runs out by hand. */
function manual() {
  const running = new Map<object, { callback: () => void; ms: number }>()
  const timer: Timer = (callback, ms) => {
    const key = {}
    running.set(key, { callback, ms })
    return { cancel: () => void running.delete(key) }
  }
  return {
    timer,
    running: () => [...running.values()].map(({ ms }) => ms),
    fire: () => [...running.values()][0]?.callback(),
  }
}

test('the wait begins anew with every frame that has data, and with another rule', () => {
  const { timer, running, fire } = manual()
  let quiet = 0
  const watch = createQuiet(timer, () => quiet++)
  watch.heard(60_000, 0)
  watch.heard(60_000, 1)
  watch.heard(10_000, 2)
  assert.deepEqual(running(), [10_000])
  fire()
  assert.equal(quiet, 1)
  watch.stop()
  assert.deepEqual(running(), [])
})

test('comments do not put it off, and where a stream may be silent for ever nothing runs', () => {
  const { timer, running } = manual()
  let started = 0
  const watch = createQuiet(
    (callback, ms) => {
      started++
      return timer(callback, ms)
    },
    () => undefined,
  )
  watch.heard(10_000, 3)
  watch.heard(10_000, 3)
  assert.equal(started, 1)
  watch.heard(null, 4)
  assert.deepEqual(running(), [])
})

test('an open stream is left after its terminal frame, when there is nothing to read, and when it should be asked about', () => {
  const rules = { grace: { quietMs: 10_000 }, askAfterMs: 300_000 }
  const at = { sweeping: false, terminal: false, hasFrames: true }
  assert.equal(quietMs(rules, { ...at, terminal: true }), 10_000)
  assert.equal(quietMs(rules, at), 300_000)
  assert.equal(quietMs(rules, { ...at, hasFrames: false }), 15_000)
  assert.equal(quietMs(rules, { ...at, sweeping: true }), 5000)
  assert.equal(quietMs({ grace: null, askAfterMs: null }, { ...at, terminal: true }), null)
  assert.equal(quietMs({ grace: null, askAfterMs: null }, { ...at, hasFrames: false }), null)
})
