import assert from 'node:assert/strict'
import { test } from 'node:test'
import { intArray } from './array-literal.ts'

test('numbers become the text of a Postgres array', () => {
  const array = intArray()
  assert.equal(array.literal(), '{}')
  for (const value of [1, -1, 9007199254740993n]) array.push(value)
  assert.equal(array.literal(), '{1,-1,9007199254740993}')
})
