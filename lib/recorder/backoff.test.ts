import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { backoffMs, retryAfterMs } from './backoff.ts'

const now = Date.parse('2026-11-24T10:00:00Z')

test('waits double from one second to one minute', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8, 100, 100_000].map((attempt) => backoffMs(attempt, () => 0.5))
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000])
})

test('every wait is within a fifth of its length, so that many recorders do not come back at once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const even = backoffMs(attempt, () => 0.5)
      const wait = backoffMs(attempt, () => random)
      assert.ok(wait >= even * 0.799 && wait <= even * 1.201)
    }),
  )
})

test('Retry-After is read in seconds and as a date', () => {
  assert.equal(retryAfterMs('2', now), 2000)
  assert.equal(retryAfterMs(' 120 ', now), 120_000)
  assert.equal(retryAfterMs('Tue, 24 Nov 2026 10:00:30 GMT', now), 30_000)
  assert.equal(retryAfterMs('Tuesday, 24-Nov-26 10:00:30 GMT', now), 30_000)
})

test('Retry-After is obeyed for at most a quarter of an hour', () => {
  for (const far of ['1000000000', '9'.repeat(400), 'Fri, 24 Nov 2056 10:00:00 GMT']) {
    assert.equal(retryAfterMs(far, now), 900_000, far)
  }
})

test('junk in Retry-After says nothing', () => {
  for (const junk of [
    '',
    ' ',
    'soon',
    '1e9',
    '-5',
    '1.5',
    '2 s',
    'try again in 2',
    '0x10',
    'NaN',
    'Tue, soon',
    '\u0662',
  ]) {
    assert.equal(retryAfterMs(junk, now), null, junk)
  }
  assert.equal(retryAfterMs(undefined, now), null)
})

test('no wait and a time that is over are no leave to ask without a pause', () => {
  assert.equal(retryAfterMs('0', now), null)
  assert.equal(retryAfterMs('Tue, 24 Nov 2026 09:00:00 GMT', now), null)
  assert.equal(retryAfterMs('Tue, 24 Nov 2026 10:00:01 GMT', now + 990), 1000)
})
