import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isoFromUs, isoOrNull, usFromIso } from './instant.ts'

test('microseconds are written in full', () => {
  assert.equal(isoFromUs(1_795_510_767_123_456n), '2026-11-24T08:59:27.123456Z')
  assert.equal(isoFromUs(1_795_510_767_000_001n), '2026-11-24T08:59:27.000001Z')
  assert.equal(isoFromUs(0), '1970-01-01T00:00:00.000000Z')
  assert.equal(isoFromUs(-1n), '1969-12-31T23:59:59.999999Z')
  assert.equal(isoOrNull(null), null)
})

test('a time that was written reads back to the microsecond', () => {
  for (const us of [0n, 1n, 999_999n, 1_795_510_767_123_456n, -1n]) assert.equal(usFromIso(isoFromUs(us)), us)
  assert.equal(usFromIso('2026-11-24T09:59:27.5+01:00'), 1_795_510_767_500_000n)
  assert.equal(usFromIso('yesterday'), null)
})
