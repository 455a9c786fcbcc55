import assert from 'node:assert/strict'
import { test } from 'node:test'
import { windowOf } from './text-window.ts'

test('a short text is shown whole', () => {
  const whole = { pieces: [{ index: 0, at: 0, text: 'one\ntwo' }], before: 0, after: 0 }
  for (const part of ['head', 'tail', 'whole'] as const) assert.deepEqual(windowOf(['one\ntwo'], part), whole)
})

test('a long text shows its first lines and counts the rest', () => {
  const text = Array.from({ length: 64 }, (_, line) => `line ${line}`).join('\n')
  const { pieces, after } = windowOf([text], 'head')
  assert.equal(after, 52)
  assert.equal(pieces[0]?.text.split('\n').length, 12)
})

test('a code block that is cut is closed, and one that began before is opened', () => {
  const code = `\`\`\`js\n${'const x = 1\n\n'.repeat(900)}`
  assert.match(windowOf([code], 'head').pieces[0]?.text ?? '', /\n```$/)
  const tail = windowOf([code], 'tail')
  assert.match(tail.pieces[0]?.text ?? '', /^```\n/)
  assert.ok(tail.before > 0 && (tail.pieces[0]?.text.length ?? 0) < 8000)
})

test('code goes on in the next text of a message', () => {
  const { pieces } = windowOf(['a\n\n~~~~\nb', 'c\n~~~\nd', '~~~~\n\ne'], 'whole')
  assert.deepEqual(
    pieces.map(({ text }) => text),
    ['a\n\n~~~~\nb', '~~~~\nc\n~~~\nd', '~~~~\n~~~~\n\ne'],
  )
})

test('the end of a message reaches into the text before, from where a paragraph begins', () => {
  const paragraph = `${'word '.repeat(100)}\n\n`
  const { pieces, before } = windowOf([paragraph.repeat(16), paragraph.repeat(16), paragraph.repeat(2)], 'tail')
  assert.deepEqual(
    pieces.map(({ index, at }) => ({ index, at: at % paragraph.length })),
    [
      { index: 1, at: 0 },
      { index: 2, at: 0 },
    ],
  )
  assert.ok((pieces[0]?.at ?? 0) > 0)
  assert.equal(before, 32 + ((pieces[0]?.at ?? 0) / paragraph.length) * 2)
})

test('the end of a message begins at the same place while it grows, for a while', () => {
  const text = `${'word '.repeat(50)}\n\n`.repeat(80)
  const starts = Array.from(
    { length: 40 },
    (_, turn) => windowOf([text.slice(0, 12_000 + turn * 20)], 'tail').pieces[0]?.at,
  )
  assert.ok(new Set(starts).size <= 2)
})
