import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cutText } from './cut-text.ts'

test('a text that fits stays whole', () => {
  assert.deepEqual(cutText(null, 4), { text: null, truncated: false })
  assert.deepEqual(cutText('abcd', 4), { text: 'abcd', truncated: false })
  assert.deepEqual(cutText('éé', 4), { text: 'éé', truncated: false })
})

test('a text is cut at the limit, and before a character that does not fit', () => {
  assert.deepEqual(cutText('abcde', 4), { text: 'abcd', truncated: true })
  assert.deepEqual(cutText('aé€', 4), { text: 'aé', truncated: true })
  assert.deepEqual(cutText('😀😀', 7), { text: '😀', truncated: true })
})
