import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ExactNumber, readJson } from './json-value.ts'

test('numbers keep the digits that were sent', () => {
  assert.deepEqual(readJson('{"id":12345678901234567890,"cost":0.10,"n":7}'), {
    id: new ExactNumber('12345678901234567890'),
    cost: new ExactNumber('0.10'),
    n: 7,
  })
})

test('a key from the prototype is an own key like others', () => {
  const value = readJson('{"__proto__":{"polluted":true}}')
  assert.deepEqual(Object.keys(value as object), ['__proto__'])
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
})

test('what is no JSON is undefined', () => {
  assert.equal(readJson('[DONE]'), undefined)
})
