import assert from 'node:assert/strict'
import { test } from 'node:test'
import { usageByModel, usageByTime, usageCsv, usageWindow } from './usage-rows.ts'

const buckets = [
  { bucket: '2026-11-24T10:00:00.000Z', model: 'small', calls: 5, inputTokens: 100, outputTokens: 10 },
  { bucket: '2026-11-24T11:00:00.000Z', model: 'small', calls: 1, inputTokens: 20, outputTokens: 2 },
  { bucket: '2026-11-24T11:00:00.000Z', model: 'large', calls: 2, inputTokens: 900, outputTokens: 90 },
]

test('models are summed over time, the one with the most tokens first', () => {
  assert.deepEqual(usageByModel(buckets), [
    { model: 'large', calls: 2, inputTokens: 900, outputTokens: 90 },
    { model: 'small', calls: 6, inputTokens: 120, outputTokens: 12 },
  ])
})

test('the newest hour comes first, and in it the model with the most tokens', () => {
  assert.deepEqual(
    usageByTime(buckets).map(({ bucket, models }) => [bucket.slice(11, 13), ...models.map(({ model }) => model)]),
    [
      ['11', 'large', 'small'],
      ['10', 'small'],
    ],
  )
})

test('a window is of whole hours or days, the present one the last', () => {
  const now = Date.parse('2026-11-24T12:34:56Z')
  assert.deepEqual(usageWindow('hour', now), {
    from: '2026-11-23T13:00:00.000Z',
    to: '2026-11-24T13:00:00.000Z',
    words: 'last 24 hours',
  })
  assert.deepEqual(usageWindow('day', now), {
    from: '2026-10-26T00:00:00.000Z',
    to: '2026-11-25T00:00:00.000Z',
    words: 'last 30 days',
  })
})

test('a table copied as CSV can be read back, and runs no formula', () => {
  const at = '2026-11-24T10:00:00.000Z'
  const row = { bucket: at, calls: 1, inputTokens: 2, outputTokens: 3 }
  assert.equal(
    usageCsv([
      { ...row, model: 'a "b", c' },
      { ...row, model: '=1+1' },
      { ...row, model: '' },
    ]),
    [
      'bucket,model,calls,input_tokens,output_tokens',
      `${at},"a ""b"", c",1,2,3`,
      `${at},'=1+1,1,2,3`,
      `${at},,1,2,3`,
      '',
    ].join('\r\n'),
  )
})
