import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePlace } from './go-to.ts'

test('a whole number is a frame, however it is written', () => {
  for (const text of ['4812', '#4812', '4,812', ' # 4 812 '.replace('# ', '#')])
    assert.deepEqual(parsePlace(text), { type: 'frame', seq: 4812 })
  assert.equal(parsePlace('0'), null)
})

test('a time is seconds, minutes and seconds, or with its unit', () => {
  assert.deepEqual(parsePlace('38.2s'), { type: 'time', ms: 38_200 })
  assert.deepEqual(parsePlace('+38.214'), { type: 'time', ms: 38_214 })
  assert.deepEqual(parsePlace('450 ms'), { type: 'time', ms: 450 })
  assert.deepEqual(parsePlace('2m'), { type: 'time', ms: 120_000 })
  assert.deepEqual(parsePlace('2:03'), { type: 'time', ms: 123_000 })
  assert.deepEqual(parsePlace('1:02:03.5'), { type: 'time', ms: 3_723_500 })
  assert.equal(parsePlace('2:73'), null)
})

test('an instant and a tool are taken by their names', () => {
  const instant = '2026-04-02T14:02:49.540Z'
  assert.deepEqual(parsePlace(instant), { type: 'instant', instant })
  assert.deepEqual(parsePlace('tool: erp.list invoices'), { type: 'tool', name: 'erp.list invoices' })
})

test('anything else is no place', () => {
  for (const text of ['', 'x', 'tool:', '12x', '-3', '1e9', '2026-13-45T99:99', ':'])
    assert.equal(parsePlace(text), null, text)
})
