import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { kindCode, type Kind } from '#lib/dialects/kind.ts'
import { addStretches, noStretches, stretchesOf } from './token-stretches.ts'

const codes = (...parts: readonly [Kind, number][]) =>
  Uint8Array.from(parts.flatMap(([kind, count]) => Array.from({ length: count }, () => kindCode(kind))))

test('five tokens of one kind are a stretch; four are none, and neither are five of anything else', () => {
  const kinds = codes(['output', 5], ['reasoning', 4], ['tool', 9], ['reasoning', 7], ['output', 4])
  const stretches = noStretches()
  addStretches(stretches, kinds, 0, kinds.length)
  assert.deepEqual(stretchesOf(stretches), {
    list: [
      { from: 1, to: 5, kind: 'output' },
      { from: 19, to: 25, kind: 'reasoning' },
    ],
    more: 0,
  })
})

test('a run that is looked at part by part has the same stretches as one that is looked at as a whole', () => {
  const kind = fc.constantFrom(kindCode('output'), kindCode('reasoning'), kindCode('tool'))
  const part = fc.tuple(kind, fc.integer({ min: 1, max: 9 }))
  fc.assert(
    fc.property(fc.array(part), fc.integer({ min: 1, max: 20 }), (parts, step) => {
      const kinds = Uint8Array.from(parts.flatMap(([code, count]) => Array.from({ length: count }, () => code)))
      const whole = noStretches()
      addStretches(whole, kinds, 0, kinds.length)
      const grown = noStretches()
      for (let after = 0; after < kinds.length; after += step) {
        addStretches(grown, kinds, after, Math.min(kinds.length, after + step))
        stretchesOf(grown)
      }
      assert.deepEqual(stretchesOf(grown), stretchesOf(whole))
    }),
  )
})

test('of too many stretches the first 20,000 are told, and how many more there are', () => {
  const kinds = new Uint8Array(6 * 20_003).fill(kindCode('output'))
  for (let at = 5; at < kinds.length; at += 6) kinds[at] = kindCode('usage')
  const stretches = noStretches()
  addStretches(stretches, kinds, 0, kinds.length - 1)
  const { list, more } = stretchesOf(stretches)
  assert.deepEqual([list.length, list.at(-1)?.to, more], [20_000, 119_999, 3])
})
