import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuzzyScore } from './fuzzy.ts'

function ranked(typed: string, texts: string[]): string[] {
  return texts
    .map((text) => ({ text, score: fuzzyScore(typed, text) }))
    .filter((one): one is { text: string; score: number } => one.score !== null)
    .toSorted((a, b) => b.score - a.score)
    .map(({ text }) => text)
}

test('letters must all be there in their order', () => {
  assert.equal(fuzzyScore('zz', 'Next error'), null)
  assert.equal(fuzzyScore('rorre', 'Next error'), null)
  assert.notEqual(fuzzyScore('nxerr', 'Next error'), null)
})

test('what is typed as it stands comes first, then the first letters of words', () => {
  assert.deepEqual(ranked('copy', ['Close or open pay', 'Copy link', 'Text to copy']), [
    'Copy link',
    'Text to copy',
    'Close or open pay',
  ])
  assert.deepEqual(ranked('ne', ['One frame on', 'Next error']), ['Next error', 'One frame on'])
})

test('nothing typed fits everything', () => {
  assert.equal(ranked('', ['a', 'b']).length, 2)
})
