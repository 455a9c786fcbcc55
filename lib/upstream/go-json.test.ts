import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goJson, goTime } from './go-json.ts'

test('keys are in alphabetical order at every depth, lists keep theirs, and markup is escaped', () => {
  assert.equal(
    goJson({ b: [{ z: 1, a: '<b>&\u2028' }, null], a: 'ü', Z: { '<': true } }),
    '{"Z":{"\\u003c":true},"a":"ü","b":[{"a":"\\u003cb\\u003e\\u0026\\u2028","z":1},null]}',
  )
})

test('zeros at the end of a time are left out', () => {
  const times = [0, 500, 120, 123, 7].map((ms) => goTime(Date.UTC(2026, 3, 23, 10) + ms))
  assert.deepEqual(
    times.map((time) => time.slice(17)),
    ['00Z', '00.5Z', '00.12Z', '00.123Z', '00.007Z'],
  )
  assert.equal(goTime(Date.UTC(2026, 3, 30, 10, 20, 30)), '2026-04-30T10:20:30Z')
})
