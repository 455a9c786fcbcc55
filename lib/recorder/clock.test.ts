import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anchoredClock } from './clock.ts'

/** A wall clock and a monotonic one that the test moves. */
function world(wallMs: number) {
  const at = { wallMs, ns: 5_000_000n }
  return { at, clocks: { wallMs: () => at.wallMs, monotonicNs: () => at.ns } }
}

test('time is the wall clock at the anchor and goes on with the monotonic clock, to the microsecond', () => {
  const { at, clocks } = world(1_795_510_767_123.4)
  const clock = anchoredClock(0, clocks)
  assert.equal(clock(), 1_795_510_767_123_400)
  at.ns += 1999n
  assert.equal(clock(), 1_795_510_767_123_401)
  at.ns += 60_000_000_000n
  assert.equal(clock(), 1_795_510_827_123_401)
})

test('a jump of the wall clock, either way, moves no frame', () => {
  for (const jump of [-3_600_000, 3_600_000]) {
    const { at, clocks } = world(1_000_000)
    const clock = anchoredClock(0, clocks)
    at.wallMs += jump
    at.ns += 1_000_000n
    assert.equal(clock(), 1_000_001_000)
  }
})

test("time begins at the run's latest frame at the earliest, even where this machine's clock is behind", () => {
  const { at, clocks } = world(1_000_000)
  const clock = anchoredClock(1_000_005_000, clocks)
  assert.equal(clock(), 1_000_005_000)
  at.ns += 4_000_000n
  assert.equal(clock(), 1_000_005_000)
  at.ns += 2_000_000n
  assert.equal(clock(), 1_000_006_000)
})

test('time never goes back, whatever both clocks do', () => {
  const steps = fc.array(
    fc.record({ wall: fc.integer({ min: -1e9, max: 1e9 }), ns: fc.bigInt({ min: -1000n, max: 10n ** 12n }) }),
  )
  fc.assert(
    fc.property(steps, fc.nat(), (moves, notBefore) => {
      const { at, clocks } = world(1e9)
      const clock = anchoredClock(notBefore, clocks)
      let last = notBefore
      for (const { wall, ns } of moves) {
        at.wallMs += wall
        at.ns += ns
        const now = clock()
        assert.ok(now >= last && Number.isSafeInteger(now))
        last = now
      }
    }),
  )
})

test('the real clock gives whole microseconds of today', () => {
  const clock = anchoredClock(0)
  const us = clock()
  assert.ok(Number.isSafeInteger(us) && Math.abs(us / 1000 - Date.now()) < 1000)
})
