import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBacklog } from './backlog.ts'

const openedUs = 1_795_510_767_000_000
const ms = (count: number) => openedUs + count * 1000

test('a connection that starts its run has no backlog', () => {
  const backlog = createBacklog({ behind: false, openedUs })
  backlog.read(ms(1))
  assert.equal(backlog.holds(null), false)
  assert.equal(backlog.holds(ms(-60_000)), false)
})

test('frames without a date are backlog until the upstream pauses', () => {
  const backlog = createBacklog({ behind: true, openedUs })
  for (const at of [20, 40, 200]) {
    backlog.read(ms(at))
    assert.equal(backlog.holds(null), true)
  }
  backlog.read(ms(200 + 250))
  assert.equal(backlog.holds(null), false)
  backlog.read(ms(451))
  assert.equal(backlog.holds(null), false)
})

test('a frame that the upstream dates after our request is at its edge', () => {
  const backlog = createBacklog({ behind: true, openedUs })
  backlog.read(ms(5))
  assert.equal(backlog.holds(ms(-60_000)), true)
  assert.equal(backlog.holds(ms(-1001)), true)
  assert.equal(backlog.holds(ms(3)), false)
  assert.equal(backlog.holds(null), false)
})

test("a second between the upstream's clock and ours makes no backlog of what is new", () => {
  const backlog = createBacklog({ behind: true, openedUs })
  backlog.read(ms(5))
  assert.equal(backlog.holds(ms(-900)), false)
})

test('an answer that is slow to begin with is at the edge already', () => {
  const backlog = createBacklog({ behind: true, openedUs })
  backlog.read(ms(2000))
  assert.equal(backlog.holds(null), false)
})
