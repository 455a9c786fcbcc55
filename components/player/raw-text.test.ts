import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rawParts, visibleText } from './raw-text.ts'

test('line ends of each kind are marked, and field names stand out', () => {
  assert.equal(show('id: 7\r\ndata: {"a":1}\n\r'), '<id:> 7[CRLF]<data:> {"a":1}[LF][CR]')
})

test('a BOM, invalid bytes, controls and bidi marks are escaped', () => {
  const bytes = Buffer.concat([
    Buffer.from('\ufeffdata: a'),
    Buffer.from([0xff, 0xc3, 0x28, 0]),
    Buffer.from('\u202eb\n'),
  ])
  assert.equal(show(bytes), '{\\uFEFF}data: a{\\xFF\\xC3}({\\x00\\u202E}b[LF]')
})

test('text in other scripts and emoji stay as they are', () => {
  assert.equal(show('data: Grüße 世界 🎞\n'), '<data:> Grüße 世界 🎞[LF]')
})

test('what is longer than the limit says how many bytes are left', () => {
  assert.equal(rawParts(Buffer.from('data: 12345'), 8).cut, 3)
})

test('any bytes can be shown, and none of what is shown is invisible', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      for (const part of rawParts(bytes).parts) assert.doesNotMatch(part.text, /[\p{Cc}\p{Cf}]/u)
    }),
  )
})

test('a decoded string keeps its line breaks and shows the rest', () => {
  assert.equal(visibleText('a\n\u0007\u2066b'), 'a\n\\x07\\u2066b')
})

function show(raw: string | Uint8Array): string {
  const wrap = { text: ['', ''], mark: ['[', ']'], escape: ['{', '}'], field: ['<', '>'] }
  return rawParts(typeof raw === 'string' ? Buffer.from(raw) : raw)
    .parts.map((part) => `${wrap[part.type][0] ?? ''}${part.text}${wrap[part.type][1] ?? ''}`)
    .join('')
}
