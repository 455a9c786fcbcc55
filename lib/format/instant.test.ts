import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatInstant, formatRelative } from './instant.ts'

const at = '2026-11-24T14:02:11.250118Z'
const after = (ms: number) => formatRelative(at, Date.parse(at) + ms)

test('the time that passed is shown in its largest unit', () => {
  assert.equal(after(0), 'now')
  assert.equal(after(24_900), '24 s ago')
  assert.equal(after(150_000), '2 m ago')
  assert.equal(after(3 * 3_600_000), '3 h ago')
  assert.equal(after(2 * 86_400_000), '2 d ago')
})

test('what is older than a week is shown as a date', () => {
  assert.equal(after(7 * 86_400_000), '2026-11-24')
})

test('a clock that runs ahead never shows the future', () => {
  assert.equal(after(-4000), 'now')
})

test('an instant is UTC to the second', () => {
  assert.equal(formatInstant(at), '2026-11-24 14:02:11 UTC')
})
