import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headOf, tailOf } from './text-window.ts'

test('a short text is shown whole', () => {
  assert.deepEqual(headOf('one\ntwo'), { text: 'one\ntwo', before: 0, after: 0 })
  assert.deepEqual(tailOf('one\ntwo'), { text: 'one\ntwo', before: 0, after: 0 })
})

test('a long text shows its first lines and counts the rest', () => {
  const text = Array.from({ length: 64 }, (_, line) => `line ${line}`).join('\n')
  const head = headOf(text)
  assert.equal(head.after, 52)
  assert.equal(head.text.split('\n').length, 12)
})

test('a code block that is cut is closed, and one that began before is opened', () => {
  const code = `\`\`\`js\n${'const x = 1\n\n'.repeat(900)}`
  assert.match(headOf(code).text, /\n```$/)
  const tail = tailOf(code)
  assert.match(tail.text, /^```\n/)
  assert.ok(tail.before > 0 && tail.text.length < 7000)
})
