import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFigure, formatNumber } from './figure.ts'

test('measured times have three figures and a unit', () => {
  assert.deepEqual([0, 0.01, 0.24, 4.31, 9.97, 412, 999.7, 2410, 38_214, 59_960, 123_000, -3.2].map(formatFigure), [
    '0 ms',
    '< 0.1 ms',
    '0.2 ms',
    '4.3 ms',
    '10 ms',
    '412 ms',
    '1.00 s',
    '2.41 s',
    '38.2 s',
    '1 m 00 s',
    '2 m 03 s',
    '−3.2 ms',
  ])
  assert.deepEqual([0, 0.4231, 4.2, 31.24, 99.97, 1204].map(formatNumber), [
    '0',
    '0.423',
    '4.2',
    '31.2',
    '100',
    '1,204',
  ])
})
