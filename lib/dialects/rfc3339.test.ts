import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rfc3339Us } from './rfc3339.ts'

test('a time is read with any number of decimals and any offset', () => {
  const second = Date.UTC(2026, 3, 23, 10, 0, 7) * 1000
  const times: [string, number][] = [
    ['2026-04-23T10:00:07Z', second],
    ['2026-04-23T10:00:07.5Z', second + 500_000],
    ['2026-04-23T10:00:07.123Z', second + 123_000],
    ['2026-04-23T10:00:07.000001Z', second + 1],
    ['2026-04-23T10:00:07.123456789Z', second + 123_456],
    ['2026-04-23T12:00:07.5+02:00', second + 500_000],
    ['2026-04-23T04:30:07-05:30', second],
  ]
  for (const [text, us] of times) assert.equal(rfc3339Us(text), us, text)
})

test('what is no time, or no time of an event, is none', () => {
  const none = [
    '',
    '7',
    '2026-04-23',
    '2026-04-23T10:00:07',
    '2026-13-41T10:00:07Z',
    '0001-01-01T00:00:00Z',
    'x2026-04-23T10:00:07Z',
  ]
  for (const text of [undefined, ...none, '9999-12-31T23:59:59Z']) assert.equal(rfc3339Us(text), null, text)
})
