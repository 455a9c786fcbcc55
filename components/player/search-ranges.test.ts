import assert from 'node:assert/strict'
import { test } from 'node:test'
import { patternOf } from '#lib/run/search-pattern.ts'
import { spansIn } from './search-ranges.ts'

const words = (texts: readonly string[], q: string) =>
  spansIn(texts, patternOf(q), 99).map(({ from, fromAt, to, toAt }) => {
    if (from === to) return texts[from]?.slice(fromAt, toAt)
    return [texts[from]?.slice(fromAt), ...texts.slice(from + 1, to), texts[to]?.slice(0, toAt)].join('|')
  })

test('matches are placed in the texts that hold them, also across several', () => {
  assert.deepEqual(words(['a word and a Word'], 'word'), ['word', 'Word'])
  assert.deepEqual(words(['see the fl', 'ig', 'ht now, flight'], 'flight'), ['fl|ig|ht', 'flight'])
  assert.deepEqual(words(['ab', 'cd'], 'ab'), ['ab'])
  assert.deepEqual(words(['ab', 'cd'], 'cd'), ['cd'])
  assert.deepEqual(words(['aaaa'], 'aa'), ['aa', 'aa'])
  assert.deepEqual(words([], 'aa'), [])
})
