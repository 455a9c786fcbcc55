import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDuration, formatSeconds } from './duration.ts'

test('a duration takes the unit in which it has two or three figures', () => {
  assert.equal(formatDuration(412), '412 ms')
  assert.equal(formatDuration(999.4), '999 ms')
  assert.equal(formatDuration(999.6), '1.0 s')
  assert.equal(formatDuration(38_214), '38.2 s')
  assert.equal(formatDuration(123_000), '2 m 03 s')
  assert.equal(formatDuration(3_840_000), '1 h 04 m')
  assert.equal(formatDuration(183_600_000), '2 d 03 h')
})

test('rounding never shows sixty seconds', () => {
  assert.equal(formatDuration(59_949), '59.9 s')
  assert.equal(formatDuration(59_951), '1 m 00 s')
  assert.equal(formatSeconds(59_600), '1 m 00 s')
})

test('nothing measured is ever shown as 0.00', () => {
  assert.equal(formatDuration(0), '0 ms')
  assert.equal(formatDuration(0.2), '< 1 ms')
  assert.equal(formatDuration(-5), '0 ms')
})

test('a running counter shows whole seconds', () => {
  assert.equal(formatSeconds(24_400), '24 s')
  assert.equal(formatSeconds(81_000), '1 m 21 s')
})
