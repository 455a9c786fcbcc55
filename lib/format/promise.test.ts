import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GapReason } from '#lib/api/frame.ts'
import { dialects } from '#lib/dialects/dialects.ts'
import { gapMeaning, promiseSentence, promiseWords } from './promise.ts'

test('every stream of every dialect has its promise, by its rules and not by its name', () => {
  for (const dialect of dialects) {
    for (const { name } of dialect.surfaces) {
      const rules = dialect.stream(name, {})
      for (const words of [promiseWords(rules), promiseSentence(rules)]) {
        assert.ok(words.length > 20)
        for (const { label } of dialects) assert.ok(!words.includes(label), words)
      }
    }
  }
})

test('what cannot be resumed is not promised to be whole', () => {
  assert.match(promiseSentence({ class: 'A', dense: true }), /^No frame is lost or doubled/)
  assert.match(promiseSentence({ class: 'B', dense: false }), /^No frame is doubled\./)
  assert.doesNotMatch(promiseSentence({ class: 'C', dense: false }), /No frame is/)
  assert.notEqual(promiseSentence({ class: 'A', dense: true }), promiseSentence({ class: 'A', dense: false }))
})

test('every reason of a gap has a meaning', () => {
  assert.deepEqual(Object.keys(gapMeaning).toSorted(), GapReason.options.toSorted())
})
