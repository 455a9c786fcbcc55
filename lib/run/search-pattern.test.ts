import assert from 'node:assert/strict'
import { test } from 'node:test'
import { patternOf } from './search-pattern.ts'

const found = (text: string, pattern: string, glob = true) => {
  const match = patternOf(pattern, { glob }).find(text)
  return match === null ? null : text.slice(match.at, match.end)
}

test('text is found whatever the case of its letters, and stands for itself', () => {
  assert.equal(found('The Search Tool', 'search t', false), 'Search T')
  assert.equal(found('a*b? (c)', '*b? (', false), '*b? (')
  assert.equal(found('aXb', 'a*b', false), null)
})

test('letters that grow when they are lowered move nothing', () => {
  assert.equal(found('İİİ search', 'SEARCH', false), 'search')
  assert.equal(found('ÄÖÜ', 'öü', false), 'ÖÜ')
})

test('in a glob a star stands for any characters and a question mark for one', () => {
  assert.equal(found('tool_start of search', 'tool*search'), 'tool_start of search')
  assert.equal(found('cat cot', 'c?t'), 'cat')
  assert.equal(found('ct', 'c?t'), null)
  assert.equal(found('anything', '*thing*'), 'thing')
})

test('a glob made to be slow is not', () => {
  const began = performance.now()
  assert.equal(found('a'.repeat(200_000), `${'a*'.repeat(200)}b`), null)
  assert.equal(found('a'.repeat(200_000), `${'?'.repeat(200)}b`), null)
  assert.ok(performance.now() - began < 5000)
})
