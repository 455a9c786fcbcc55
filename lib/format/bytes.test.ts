import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatBytes } from './bytes.ts'

test('sizes are binary and keep one digit below ten', () => {
  assert.equal(formatBytes(0), '0 B')
  assert.equal(formatBytes(165), '165 B')
  assert.equal(formatBytes(6_246), '6.1 KiB')
  assert.equal(formatBytes(24_576), '24 KiB')
  assert.equal(formatBytes(1_572_864), '1.5 MiB')
  assert.equal(formatBytes(1_048_575), '1.0 MiB')
})
