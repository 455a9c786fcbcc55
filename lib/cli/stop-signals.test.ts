import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stopSignals } from './stop-signals.ts'

test('a signal that comes again within two seconds is the same one; a later one cuts the waiting short', () => {
  let now = 1000
  const { stop, now: atOnce } = stopSignals(() => now)
  process.emit('SIGINT', 'SIGINT')
  assert.equal(stop.aborted, true)
  now += 2000
  process.emit('SIGTERM', 'SIGTERM')
  assert.equal(atOnce.aborted, false)
  now += 1
  process.emit('SIGINT', 'SIGINT')
  assert.equal(atOnce.aborted, true)
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name)
})
