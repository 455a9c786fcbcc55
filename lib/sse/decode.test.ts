import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeBlock } from './decode.ts'

function read(text: string, options?: { first: boolean }) {
  const { raw: _, ...fields } = decodeBlock(Buffer.from(text, 'latin1'), options)
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}

test('fields are read as the standard says', () => {
  assert.deepEqual(read('id: 1\nevent: x\ndata: {}\n\n'), { id: '1', event: 'x', data: '{}' })
  assert.deepEqual(read('data:{"a":1}\n\n'), { data: '{"a":1}' })
  assert.deepEqual(read('event: x\r\ndata: {}\r\nid: 0\r\n\r\n'), { event: 'x', data: '{}', id: '0' })
  assert.deepEqual(read('data: a\rdata: b\r\r'), { data: 'a\nb' })
  assert.deepEqual(read('data:  a\n\n'), { data: ' a' })
  assert.deepEqual(read('id: abc\ndata:\n\n'), { id: 'abc', data: '' })
})

test('a block without data has no data, but its id, event name, comment and retry are read', () => {
  assert.deepEqual(read('id: 7\n\n'), { id: '7' })
  assert.deepEqual(read('id\n\n'), { id: '' })
  assert.deepEqual(read('event: ping\n\n'), { event: 'ping' })
  assert.deepEqual(read('\r\nevent: ping\n\n'), { event: 'ping' })
  assert.deepEqual(read(': ping\n\n'), { comment: 'ping' })
  assert.deepEqual(read(':\r\n\r\n'), { comment: '' })
  assert.deepEqual(read('retry: 3000\n\n'), { retry: 3000 })
  assert.deepEqual(read('retry: 3s\n\n'), {})
  assert.deepEqual(read('\n'), {})
})

test('nothing leaks from one block into the next', () => {
  read('id: 1\nevent: x\nretry: 5\n: c\ndata: a\n\n')
  assert.deepEqual(read('data: b\n\n'), { data: 'b' })
})

test('an id with NUL is ignored, other odd characters are kept', () => {
  assert.deepEqual(read('id: a\0b\ndata: x\n\n'), { data: 'x' })
  assert.deepEqual(read('data: a\0b\x0b\n\n'), { data: 'a\0b\x0b' })
})

test('a byte order mark is dropped at the start of a connection only', () => {
  assert.deepEqual(read('\xef\xbb\xbfdata: a\n\n'), { data: 'a' })
  assert.deepEqual(read('\xef\xbb\xbfdata: a\n\n', { first: false }), {})
  assert.deepEqual(read('\xef\xbb\xbfevent: ping\n\n'), { event: 'ping' })
})

test('bytes that are not UTF-8 read as U+FFFD', () => {
  assert.deepEqual(read('data: \xff\xfe\n\n'), { data: '\uFFFD\uFFFD' })
})
