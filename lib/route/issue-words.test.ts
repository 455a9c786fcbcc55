import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SourceInput } from '#lib/api/source.ts'
import { issueWords } from './issue-words.ts'

function wordsOf(input: unknown): string[] {
  const result = SourceInput.safeParse(input, { reportInput: true })
  return (result.error?.issues ?? []).map((issue) => `${issue.path.join('.')} ${issueWords(issue)}`)
}

const fine = { name: 'x', dialect: 'modus', baseUrl: 'https://agents.example' }

test('what is wrong is said in words that follow the name of the field', () => {
  assert.deepEqual(wordsOf({ ...fine, name: '' }), ['name must not be empty'])
  assert.deepEqual(wordsOf({ ...fine, name: 'x'.repeat(81) }), ['name must have at most 80 characters'])
  assert.deepEqual(wordsOf({ name: 'x', baseUrl: 7 }), ['dialect is required', 'baseUrl must be a string'])
  assert.deepEqual(wordsOf({ ...fine, baseUrl: 'ftp://x' }), ['baseUrl must be an http or https URL'])
  assert.deepEqual(wordsOf({ ...fine, settings: { idleSeconds: 1 } }), ['settings.idleSeconds must be at least 5'])
  assert.deepEqual(wordsOf({ ...fine, extra: 1 }), [' has no place for extra'])
})

test('a header that is not the caller’s to set is refused by its own sentence', () => {
  assert.deepEqual(wordsOf({ ...fine, settings: { headers: { Host: 'x' } } }), [
    'settings.headers.Host is set by Runtape',
  ])
})
