import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '#lib/dialects/run-event.ts'
import { nothingWritten, searchFrame, type Found } from './search-fold.ts'
import { patternOf } from './search-pattern.ts'

const say = (text: string, messageId?: string): RunEvent => ({
  type: 'text.delta',
  text,
  ...(messageId && { messageId }),
})
const think = (text: string): RunEvent => ({ type: 'reasoning.delta', text })

/** What was found with each frame; the data of every frame says nothing. */
function search(pattern: string, frames: readonly RunEvent[][], glob = false): (Found | null)[] {
  let writing = nothingWritten
  return frames.map((events) => {
    const step = searchFrame(writing, { kind: 'output', data: '-', events }, patternOf(pattern, { glob }))
    writing = step.writing
    return step.found
  })
}

const at = (found: readonly (Found | null)[]) => found.flatMap((hit, index) => (hit === null ? [] : [index]))

test('a word split over frames is found with the frame that completes it, once', () => {
  const found = search('flight', [[say('the fl')], [say('ig')], [say('ht is ')], [say('late')]])
  assert.deepEqual(at(found), [2])
  assert.deepEqual(found[2], { where: 'text', before: 'the ', match: 'flight', after: ' is ' })
})

test('text of other messages, reasoning and tool calls do not run together', () => {
  assert.deepEqual(at(search('ab', [[say('a', '1')], [say('b', '2')]])), [])
  assert.deepEqual(at(search('ab', [[say('a')], [think('b')]])), [])
  assert.deepEqual(at(search('ab', [[say('a')], [{ type: 'tool.started', callId: 'c', name: 'n' }], [say('b')]])), [])
  assert.deepEqual(at(search('ab', [[say('a')], [{ type: 'usage', scope: 'turn' }], [say('b')]])), [2])
})

test('the arguments of calls that stream in at once are read apart', () => {
  const argument = (callId: string, delta: string): RunEvent => ({ type: 'tool.arguments', callId, delta })
  const frames = [[argument('1', 'ber')], [argument('2', 'par')], [argument('1', 'lin')], [argument('2', 'is')]]
  assert.deepEqual(at(search('berlin', frames)), [2])
  assert.deepEqual(at(search('paris', frames)), [3])
})

test('a glob reaches over frames too, and an overlap is a match of its own', () => {
  assert.deepEqual(at(search('fl*ht', [[say('fl')], [say('ig')], [say('ht')]], true)), [2])
  assert.deepEqual(at(search('fl*t', [[say('a flat')], [say(' roof')]], true)), [0], 'and is found once')
  assert.deepEqual(at(search('aba', [[say('ab')], [say('a')], [say('ba')]])), [1, 2])
})

test('data is looked at as it came and as its JSON reads', () => {
  const look = (data: string, pattern: string) =>
    searchFrame(nothingWritten, { kind: 'tool', data, events: [] }, patternOf(pattern)).found
  assert.equal(look('{"a":"Caf\\u00e9"}', 'café')?.match, 'Café')
  assert.equal(look('{"a":"{\\"query\\":1}"}', '"query"')?.where, 'frame')
  assert.equal(look('{"a":1}', '"a"')?.match, '"a"')
})

test('a gap stands between what was said before and after', () => {
  const before = searchFrame(nothingWritten, { kind: 'output', data: null, events: [say('fl')] }, patternOf('flight'))
  const gap = searchFrame(before.writing, { kind: 'gap', data: null, events: [] }, patternOf('flight'))
  const after = searchFrame(gap.writing, { kind: 'output', data: null, events: [say('ight')] }, patternOf('flight'))
  assert.equal(after.found, null)
})
