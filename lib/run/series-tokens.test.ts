import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { loadTokenCounter } from './estimate-tokens.ts'
import { timePerTokenMs, tokensPerSecond } from './pace.ts'
import { foldEstimated, foldReported, noEstimatedSteps, noReportedSteps } from './series-tokens.ts'

test('a step is where the reported total changes: turns add up, a running total replaces', () => {
  const reported = noReportedSteps()
  foldReported(reported, [{ type: 'usage', scope: 'turn', outputTokens: 10 }], 3)
  foldReported(reported, [{ type: 'text.delta', text: 'word' }], 4)
  foldReported(reported, [{ type: 'usage', scope: 'turn', outputTokens: 5 }], 7)
  foldReported(reported, [{ type: 'usage', scope: 'total', outputTokens: 15 }], 8)
  foldReported(reported, [{ type: 'usage', scope: 'total', inputTokens: 90 }], 9)
  assert.deepEqual(reported.steps, [
    { seq: 3, total: 10 },
    { seq: 7, total: 15 },
  ])
})

test('an estimate is about the same however the text was cut into frames', async () => {
  const countTokens = await loadTokenCounter()
  const text = 'The ledger answers only after a while, so here is the rest of the batch: 31 approved, 6 held. '.repeat(
    20,
  )
  const whole = countTokens(text)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (lengths) => {
      const estimated = noEstimatedSteps()
      let at = 0
      for (let seq = 1; at < text.length; seq++) {
        const length = lengths[seq % lengths.length] ?? 1
        foldEstimated(estimated, text.slice(at, at + length), seq, countTokens)
        at += length
      }
      foldEstimated(estimated, '', 9999, countTokens, true)
      assert.ok(Math.abs(estimated.total - whole) <= whole * 0.02, `${estimated.total} of ${whole}`)
    }),
    { numRuns: 20 },
  )
})

test('what looks like a control token is text, and text without spaces does not pile up', async () => {
  const countTokens = await loadTokenCounter()
  assert.ok(countTokens('<|endoftext|>') > 1)
  const estimated = noEstimatedSteps()
  for (let seq = 1; seq <= 500; seq++) foldEstimated(estimated, 'QUJDREVGR0g', seq, countTokens)
  assert.ok(estimated.pending.length < 2100)
  assert.ok(estimated.total > 500)
})

test('time per token is from the first output to the end, over the tokens after the first', () => {
  assert.equal(timePerTokenMs(101, 1000, 3000), 20)
  assert.equal(tokensPerSecond(101, 1000, 3000), 50)
  const none: [number | null, number | null, number | null][] = [
    [1, 0, 10],
    [null, 0, 10],
    [9, null, 10],
    [9, 10, 10],
    [9, 0, null],
  ]
  for (const of of none) {
    assert.equal(tokensPerSecond(...of), null)
  }
})

test('text without a word is counted in time that grows with it, and text with words as a whole', async () => {
  const { countTokens: whole } = await import('gpt-tokenizer/encoding/o200k_base')
  const countTokens = await loadTokenCounter()
  const text = 'The ledger answers only after a while:\n  so here is the rest of the batch, 31 approved. '.repeat(60)
  assert.equal(countTokens(text), whole(text))
  const startedAt = performance.now()
  for (const letter of ['=', ' ', '的', 'é', '😀']) assert.ok(countTokens(letter.repeat(60_000)) > 0)
  assert.ok(performance.now() - startedAt < 10_000)
})
