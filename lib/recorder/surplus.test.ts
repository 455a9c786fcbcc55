import assert from 'node:assert/strict'
import { test } from 'node:test'
import { surplusOf } from './surplus.ts'

test('a recorder with more than a fifth above its share gives the rest away', () => {
  assert.equal(surplusOf({ owned: 10, share: 5 }), 5)
  assert.equal(surplusOf({ owned: 13, share: 10 }), 3)
})

test('a small difference is left alone', () => {
  assert.deepEqual(
    [surplusOf({ owned: 12, share: 10 }), surplusOf({ owned: 2, share: 1 }), surplusOf({ owned: 3, share: 5 })],
    [0, 0, 0],
  )
})

test('never many at once', () => assert.equal(surplusOf({ owned: 500, share: 100 }), 20))
