import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatMoney, totalRows } from './totals.ts'

type Figures = Parameters<typeof totalRows>[0]

const run: Figures = {
  inputTokens: 1000,
  outputTokens: 500,
  reasoningTokens: null,
  cachedTokens: 400,
  tokensEstimated: false,
  cost: { amount: 0.005, currency: 'USD' },
  durationMs: 3180,
  upstreamTotals: null,
  integrity: 'complete',
}
const rows = (upstreamTotals: Figures['upstreamTotals'], more: Partial<Figures> = {}) =>
  totalRows({ ...run, ...more, upstreamTotals }).map(
    ({ label, recorded, upstream, differs }) =>
      `${label}: ${recorded ?? '–'} / ${upstream ?? '–'}${differs ? ' differs' : ''}`,
  )

test('known totals stand beside ours under one label, whichever way their upstream writes them', () => {
  assert.deepEqual(
    rows({
      total_input_tokens: 1000,
      total_output_tokens: 520,
      total_cost_usd: 0.005,
      duration_ms: 3200,
      cache_hit_rate: 0.4,
      credits_used: 5,
    }),
    [
      'Input tokens: 1,000 / 1,000',
      'Output tokens: 500 / 520 differs',
      'Cached tokens: 400 / –',
      'Cost: $0.005 / $0.005',
      'Duration: 3.2 s / 3.2 s',
      'Cache hit rate: 40.0 % / 40.0 %',
      'Credits: – / 5',
    ],
  )
  assert.deepEqual(rows({ inputTokens: 1000, outputTokens: 500, totalCostUsd: '0.0062', durationMs: 9000 }), [
    'Input tokens: 1,000 / 1,000',
    'Output tokens: 500 / 500',
    'Cached tokens: 400 / –',
    'Cost: $0.005 / $0.0062 differs',
    'Duration: 3.2 s / 9.0 s differs',
  ])
})

test('what has no label of ours keeps its name and stands at the end', () => {
  assert.deepEqual(rows({ llmCalls: 3, tier: 'batch', inputTokens: null, nested: { a: 1 } }).slice(-3), [
    'llmCalls: – / 3',
    'tier: – / batch',
    'nested: – / {"a":1}',
  ])
  const [row] = totalRows({ ...run, upstreamTotals: { total_input_tokens: 7 } })
  assert.equal(row?.name, 'total_input_tokens')
})

test('an estimate is no figure to hold against the upstream', () => {
  assert.equal(rows({ inputTokens: 900 }, { tokensEstimated: true })[0], 'Input tokens: – / 900')
})

test('of a run that was only listed every figure is the upstream’s', () => {
  assert.deepEqual(rows({ durationMs: 58_900 }, { integrity: 'not_recorded', cost: null }), ['Duration: – / 58.9 s'])
})

test('a small sum keeps the digits that matter', () => {
  assert.equal(formatMoney(0, 'USD'), '$0.00')
  assert.equal(formatMoney(12.5, 'USD'), '$12.50')
  assert.equal(formatMoney(0.0122, 'USD'), '$0.0122')
  assert.equal(formatMoney(0.00000004, 'USD'), '$0.00000004')
  assert.equal(formatMoney(0.5, 'EUR'), '0.50 EUR')
})
