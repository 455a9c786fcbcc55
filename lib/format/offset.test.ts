import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatClock, formatOffset } from './offset.ts'

test('an offset shows milliseconds and grows to minutes and hours', () => {
  assert.equal(formatOffset(0), '+0.000')
  assert.equal(formatOffset(38_214.4), '+38.214')
  assert.equal(formatOffset(59_999.9), '+1:00.000')
  assert.equal(formatOffset(123_118), '+2:03.118')
  assert.equal(formatOffset(3_723_118), '+1:02:03.118')
})

test('a frame from before the start of its run has a minus sign', () => {
  assert.equal(formatOffset(-12), '−0.012')
})

test('a position has no sign', () => {
  assert.equal(formatClock(41_203), '41.203')
})
