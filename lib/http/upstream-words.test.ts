import assert from 'node:assert/strict'
import { test } from 'node:test'
import { upstreamWords } from './upstream-words.ts'

const words = (text: string) => upstreamWords(Buffer.from(text), { 'content-type': 'application/json' })

test('the message is found under its usual names, also within another object', () => {
  assert.equal(words('{"error":{"message":"no  quota"}}'), 'no quota')
  assert.equal(words('{"ok":false}'), null)
})

test('an answer that is nested without end says nothing', () => {
  assert.equal(words(`${'{"error":'.repeat(100_000)}"deep"${'}'.repeat(100_000)}`), null)
})
