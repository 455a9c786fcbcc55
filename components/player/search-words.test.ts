import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hitCountWords } from './search-words.ts'

test('a search says which hit is shown, how many there are and whether there may be more', () => {
  const say = (count: number, at: number, busy: boolean) => hitCountWords({ count, at, busy, most: 20_000 })
  assert.equal(say(0, 0, true), 'looking …')
  assert.equal(say(41, 3, true), '3 of 41, still looking …')
  assert.equal(say(1041, 3, false), '3 of 1,041')
  assert.equal(say(41, 0, false), '41')
  assert.equal(say(0, 0, false), 'none')
  assert.equal(say(20_000, 0, false), '20,000+')
})
