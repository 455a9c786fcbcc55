import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '#lib/dialects/run-event.ts'
import { foldUsage, noTokens, reportedTokens } from './tokens.ts'

type Usage = Extract<RunEvent, { type: 'usage' }>

function reported(...usages: Omit<Usage, 'type'>[]) {
  const tokens = noTokens()
  for (const usage of usages) foldUsage(tokens, { type: 'usage', ...usage })
  return reportedTokens(tokens)
}

const none = { inputTokens: null, outputTokens: null, reasoningTokens: null, cachedTokens: null, cost: null }

test('what was not reported is not known', () => {
  assert.deepEqual(reported(), none)
  assert.deepEqual(reported({ scope: 'turn', outputTokens: 0 }), { ...none, outputTokens: 0 })
})

test('turns add up', () => {
  const turn = { scope: 'turn', inputTokens: 100, outputTokens: 7, cost: { amount: 0.25, currency: 'USD' } } as const
  assert.deepEqual(reported(turn, { ...turn, cachedTokens: 64 }, { scope: 'turn', reasoningTokens: 3 }), {
    inputTokens: 200,
    outputTokens: 14,
    reasoningTokens: 3,
    cachedTokens: 64,
    cost: { amount: 0.5, currency: 'USD' },
  })
})

test('a running or final total replaces the one before', () => {
  for (const scope of ['cumulative', 'total'] as const) {
    assert.equal(reported({ scope, outputTokens: 5 }, { scope, outputTokens: 9 }).outputTokens, 9)
  }
})

test('a total stands for the turns and is never added to them, in whichever order they come', () => {
  const turns: Omit<Usage, 'type'>[] = [1, 2].map(() => ({ scope: 'turn', inputTokens: 100, outputTokens: 10 }))
  const total = { scope: 'total', inputTokens: 200, outputTokens: 21, cost: { amount: 1, currency: 'EUR' } } as const
  for (const usages of [
    [...turns, total],
    [total, ...turns],
  ]) {
    assert.deepEqual(reported(...usages), {
      ...none,
      inputTokens: 200,
      outputTokens: 21,
      cost: { amount: 1, currency: 'EUR' },
    })
  }
})

test('each field stands for itself: a total without it leaves what turns said', () => {
  const read = reported({ scope: 'turn', inputTokens: 3, cachedTokens: 2 }, { scope: 'total', inputTokens: 9 })
  assert.deepEqual([read.inputTokens, read.cachedTokens], [9, 2])
})

test('costs of turns add up without the noise of binary fractions', () => {
  const costs = [0.1, 0.2, 0.0059].map((amount) => ({ scope: 'turn', cost: { amount, currency: 'USD' } }) as const)
  assert.equal(reported(...costs).cost?.amount, 0.3059)
})
