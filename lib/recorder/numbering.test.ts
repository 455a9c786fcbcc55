import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followsOn } from './numbering.ts'

test('the number after the last one follows, a later one says how many are missing', () => {
  assert.equal(followsOn('7', '8'), 'next')
  assert.equal(followsOn('9', '10'), 'next')
  assert.deepEqual(followsOn('7', '11'), { skips: 3 })
})

test('a number that was there before, none at all, and what is no number say nothing', () => {
  for (const identity of ['7', '6', null, 'a', '']) assert.equal(followsOn('7', identity), 'other')
  assert.equal(followsOn(null, '5'), 'other')
})
