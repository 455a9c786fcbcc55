import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { eventId, lastEventId } from './event-id.ts'

test('an id names a place, and an empty one none', () => {
  for (const id of ['1', '1717000000000-0', 'ünï', '日本', '🌍', 'a b', 'a\tb', '\ufffd']) assert.equal(eventId(id), id)
  assert.equal(eventId(null), null)
  assert.equal(eventId(''), null)
})

test('what no header can carry names no place', () => {
  for (const id of ['a\u0001', '\u007f', 'a\u0085', ' 1', '1 ', '\t1', 'x'.repeat(1025)]) {
    assert.equal(eventId(id), null, JSON.stringify(id))
  }
  assert.equal(eventId('x'.repeat(1024))?.length, 1024)
})

test('the header holds the bytes of the id and nothing that a header must not hold', () => {
  assert.deepEqual(lastEventId('1-0'), { 'last-event-id': '1-0' })
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (text) => {
      const id = eventId(text)
      if (id === null) return
      const value = lastEventId(id)['last-event-id']
      assert.match(value, /^[\t\x20-\x7e\x80-\xff]+$/)
      assert.equal(Buffer.from(value, 'latin1').toString('utf8'), id)
    }),
  )
})
