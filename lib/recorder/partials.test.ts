import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPartials } from './partials.ts'

const MB = 1024 * 1024

test('a block may hold 16 MB, and only 1 MB where all blocks that have begun hold 128 MB', () => {
  const partials = createPartials()
  const open = Array.from({ length: 16 }, () => partials.open())
  for (const one of open) {
    assert.equal(one.most(), 16 * MB)
    one.holds(8 * MB)
  }
  assert.deepEqual(
    open.map((one) => one.most()),
    open.map(() => MB),
  )
  open[3]?.holds(0)
  assert.equal(partials.open().most(), 16 * MB)
  assert.equal(partials.bytes(), 120 * MB)
})
