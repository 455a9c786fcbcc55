import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Block, TextBlock } from '#lib/run/transcript.ts'
import { messageOf, plainText, rowsOf } from './transcript-rows.ts'

const span = { fromSeq: 1, toSeq: 1, fromMs: null, toMs: null, frames: 1 }
function says(text: string, continues = false): TextBlock {
  const block: TextBlock = { ...span, type: 'text', text, messageId: null }
  return continues ? { ...block, continues } : block
}
const failure: Block = { ...span, type: 'error', message: 'timed out', class: null }

test('the blocks of one message are one row, numbered by its first', () => {
  const blocks = [says('a'), says('b', true), failure, says('c'), says('d')]
  assert.deepEqual(
    rowsOf(blocks, 64).map(({ index, blocks: { length } }) => [index, length]),
    [
      [64, 2],
      [66, 1],
      [67, 1],
      [68, 1],
    ],
  )
  const [message, error] = rowsOf(blocks, 0)
  assert.equal(message && messageOf(message).length, 2)
  assert.equal(error && messageOf(error).length, 0)
})

test('a message whose beginning is not held is a row of what is', () => {
  assert.deepEqual(rowsOf([says('b', true), says('c', true)], 32), [
    { index: 32, blocks: [says('b', true), says('c', true)] },
  ])
})

test('copied, a message is one text however it was cut', () => {
  assert.equal(plainText([says('Hel'), says('lo', true), failure, says('You')]), 'Hello\n\n[error: timed out]\n\nYou')
})
