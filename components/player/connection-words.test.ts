import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endWords, purposes } from './connection-words.ts'

const end = (why: string | null, more: Partial<Parameters<typeof endWords>[0]> = {}) =>
  endWords({ purpose: 'watch', closedAt: '2026-11-24T14:00:00Z', why, status: 200, ...more }).words

test('every way in which an exchange ends has words of its own', () => {
  const known = [
    'ended',
    'reset',
    'idle',
    'refused',
    'stopped',
    'shutdown',
    'recorder_down',
    'http_status',
    'unreached',
    'no_answer',
    'quiet',
    'hole',
  ]
  const words = known.map((why) => end(why))
  assert.equal(new Set(words).size, known.length)
  for (const [index, why] of known.entries()) assert.notEqual(words[index], why.replaceAll('_', ' '), why)
})

test('a question is answered where a stream is ended, and an error is told by its number', () => {
  assert.equal(end('ended'), 'the upstream ended it')
  assert.equal(end('ended', { purpose: 'status' }), 'answered')
  assert.equal(end('http_status', { status: 409 }), 'answered 409')
  const created = { purpose: 'start', closedAt: '2026-11-24T14:00:00Z', why: 'http_status', status: 201 } as const
  assert.deepEqual(endWords(created), { tone: null, words: 'answered 201' })
  assert.equal(end(null, { closedAt: null }), 'open')
  assert.equal(end(null, { closedAt: null, purpose: 'cancel' }), 'waiting for the answer')
})

test('a reason of a later version is shown as it is', () => {
  assert.equal(end('made_up_later'), 'made up later')
})

test('every purpose has words', () => {
  assert.equal(new Set(Object.values(purposes).map(({ words }) => words)).size, Object.keys(purposes).length)
})
