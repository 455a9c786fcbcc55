import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RecordInput, StartInput } from '#lib/api/run.ts'
import { SourceInput } from '#lib/api/source.ts'
import { snippets } from './snippets.ts'

const origin = 'http://127.0.0.1:3000'

function bodyOf(text: string): unknown {
  return JSON.parse(/-d '([^']+)'/.exec(text)?.[1] ?? '')
}

test('every command holds this server and a body that its API takes', () => {
  const [start, tail, source] = snippets(origin, { withKey: false, source: null })
  assert.ok(start && tail && source)
  assert.ok(start.text.startsWith(`curl ${origin}/api/v1/runs/start `))
  assert.ok(StartInput.safeParse(bodyOf(start.text)).success)
  assert.ok(RecordInput.safeParse(bodyOf(tail.text)).success)
  assert.ok(SourceInput.safeParse(bodyOf(source.text)).success)
})

test('the key is a variable of the shell, and only there where one is needed', () => {
  for (const { text } of snippets(origin, { withKey: true, source: null })) {
    assert.ok(text.includes('"Authorization: Bearer $RUNTAPE_API_KEY"'))
  }
  for (const { text } of snippets(origin, { withKey: false, source: null })) {
    assert.ok(!text.includes('Authorization'))
  }
})
