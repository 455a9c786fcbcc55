import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatCompact, formatCount, formatCounted } from './count.ts'

test('counts are grouped by thousands', () => {
  assert.equal(formatCount(0), '0')
  assert.equal(formatCount(1204), '1,204')
  assert.equal(formatCount(1_234_567), '1,234,567')
})

test('a compact count stays exact below ten thousand', () => {
  assert.equal(formatCompact(9_999), '9,999')
  assert.equal(formatCompact(18_402), '18.4k')
  assert.equal(formatCompact(999_949), '999.9k')
  assert.equal(formatCompact(1_230_000), '1.2M')
})

test('a noun follows its number', () => {
  assert.equal(formatCounted(1, 'run'), '1 run')
  assert.equal(formatCounted(1204, 'run'), '1,204 runs')
})
