import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { partTypes } from '#lib/api/timeline.ts'
import { sharesOfRun, shareWords } from './share-of-run.ts'

test('however a run’s time divides, its parts add up to 100 %, the largest first', () => {
  const lengths = fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { minLength: 1, maxLength: partTypes.length })
  fc.assert(
    fc.property(lengths, (given) => {
      const totals = given.map((ms, at) => ({ type: partTypes[at] ?? 'gap', ms }))
      const shares = sharesOfRun({ totals, parts: [] })
      const sum = shares.reduce((all, { perMille }) => all + perMille, 0)
      assert.equal(sum, given.some((ms) => ms > 0) ? 1000 : 0)
      assert.deepEqual(
        shares.map(({ ms }) => ms),
        shares.map(({ ms }) => ms).toSorted((a, b) => b - a),
      )
    }),
  )
})

test('a part leads to where its longest stretch begins', () => {
  const parts = [
    { type: 'output' as const, fromMs: 0, toMs: 10, seq: 1 },
    { type: 'tool' as const, fromMs: 10, toMs: 40, seq: 5, name: 'search' },
    { type: 'output' as const, fromMs: 40, toMs: 60, seq: 9 },
  ]
  const shares = sharesOfRun({
    parts,
    totals: [
      { type: 'output', ms: 30 },
      { type: 'tool', ms: 30 },
    ],
  })
  assert.deepEqual(
    shares.map(({ type, perMille, seq }) => [type, perMille, seq]),
    [
      ['output', 500, 9],
      ['tool', 500, 5],
    ],
  )
  assert.equal(shareWords(shares), 'model output 30 ms (50.0 %), waiting for tools 30 ms (50.0 %)')
})
