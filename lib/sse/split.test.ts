import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeBlock } from './decode.ts'
import { createSplitter, type Piece } from './split.ts'

const bytes = (text: string) => Buffer.from(text, 'utf8')

function split(chunks: Uint8Array[], options?: { maxBlockBytes: () => number }) {
  const splitter = createSplitter(options)
  const pieces = chunks.flatMap((chunk) => splitter.push(chunk))
  const end = splitter.end()
  return { pieces: [...pieces, ...end.pieces], tail: end.tail }
}

function texts(pieces: Piece[]) {
  return pieces.map((piece) => (piece.type === 'block' ? Buffer.from(piece.raw).toString('utf8') : piece.type))
}

function cut(whole: Buffer, at: readonly number[]): Buffer[] {
  const points = [...new Set(at.map((point) => point % (whole.length + 1)))].sort((a, b) => a - b)
  return [0, ...points].map((point, i) => whole.subarray(point, points[i] ?? whole.length))
}

const stream = fc
  .array(
    fc.constantFrom(
      'data: a',
      'data:{"b":1}',
      ': ping',
      'id: 7',
      'id',
      'retry: 9',
      'event: x',
      'data: ü✓',
      '\u{FEFF}data: b',
      'Data: c',
      '',
    ),
    { maxLength: 24 },
  )
  .chain((lines) =>
    fc.tuple(
      fc.constant(lines),
      fc.array(fc.constantFrom('\n', '\r', '\r\n'), { minLength: lines.length, maxLength: lines.length }),
    ),
  )
  .map(([lines, ends]) => bytes(lines.map((line, i) => line + ends[i]).join('')))

test('a block is given out with its blank line, whatever the line ends', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const block = [`id: 1`, 'event: x', 'data: {}', ''].map((line) => line + end).join('')
    assert.deepEqual(texts(split([bytes(block + block)]).pieces), [block, block])
  }
})

test('comments, retry lines and blocks that are only an id are blocks of their own', () => {
  const { pieces } = split([bytes(': ping\n\nretry: 3000\n\nid: 7\n\n:\r\n\r\ndata: x\n\n')])
  assert.deepEqual(texts(pieces), [': ping\n\n', 'retry: 3000\n\n', 'id: 7\n\n', ':\r\n\r\n', 'data: x\n\n'])
})

test('a CRLF that is split between chunks makes no phantom block', () => {
  const { pieces, tail } = split([bytes('data: a\r'), bytes('\n\r'), bytes('\ndata: b\r\n\r'), bytes('\n')])
  assert.deepEqual(texts(pieces), ['data: a\r\n\r\n', 'data: b\r\n\r\n'])
  assert.equal(tail.length, 0)
})

test('a block is given out at once, not with the next one', () => {
  const splitter = createSplitter()
  assert.deepEqual(texts(splitter.push(bytes('data: a\n'))), [])
  assert.deepEqual(texts(splitter.push(bytes('\n'))), ['data: a\n\n'])
  assert.deepEqual(texts(splitter.push(bytes('data: b\r\r'))), ['data: b\r\r'])
})

test('stray blank lines go with the block before them, or with the next one when they come later', () => {
  assert.deepEqual(texts(split([bytes('data: a\n\n\n\ndata: b\n\n')]).pieces), ['data: a\n\n\n\n', 'data: b\n\n'])
  assert.deepEqual(texts(split([bytes('data: a\n\n'), bytes('\n\ndata: b\n\n')]).pieces), [
    'data: a\n\n',
    '\n\ndata: b\n\n',
  ])
  assert.deepEqual(texts(split([bytes('data: a\n\n'), bytes('\n')]).pieces), ['data: a\n\n', '\n'])
})

test('a block without its blank line is the tail and never a block', () => {
  const { pieces, tail } = split([bytes('id: 1\ndata: a\n\nid: 2\nda')])
  assert.deepEqual(texts(pieces), ['id: 1\ndata: a\n\n'])
  assert.equal(Buffer.from(tail).toString(), 'id: 2\nda')
})

test('half a CRLF at the end of its blank line ends a block, and is half of one where the stream comes again', () => {
  const half = bytes('data: a\r\n\r')
  assert.deepEqual(texts(split([half]).pieces), ['data: a\r\n\r'])
  const splitter = createSplitter()
  assert.deepEqual(splitter.push(half), [])
  const { pieces, tail } = splitter.end({ comesAgain: true })
  assert.deepEqual([pieces, Buffer.from(tail).toString()], [[], 'data: a\r\n\r'])
})

test('no byte is lost or invented at any cut, and the fields do not depend on the chunking', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat({ max: 400 }), { maxLength: 12 }), (whole, at) => {
      const once = split([whole])
      const many = split(cut(whole, at))
      for (const { pieces, tail } of [once, many]) {
        const raws = pieces.map((piece) => (piece.type === 'block' ? piece.raw : bytes('!')))
        assert.deepEqual(Buffer.concat([...raws, tail]), whole)
      }
      const fields = (pieces: Piece[]) =>
        pieces.flatMap((piece, i) => {
          if (piece.type !== 'block') return []
          const { raw: _, ...rest } = decodeBlock(piece.raw, { first: i === 0 })
          return Object.values(rest).every((value) => value === null) ? [] : [rest]
        })
      assert.deepEqual(fields(many.pieces), fields(once.pieces))
    }),
    { numRuns: 500 },
  )
})

test('an 8 MB event in 1,460-byte chunks costs time in line with its length', () => {
  const time = (megabytes: number) => {
    const whole = Buffer.concat([bytes('data: '), Buffer.alloc(megabytes * 1024 * 1024, 97), bytes('\n\n')])
    const splitter = createSplitter()
    const startedAt = process.hrtime.bigint()
    let found = 0
    for (let i = 0; i < whole.length; i += 1460) found += splitter.push(whole.subarray(i, i + 1460)).length
    assert.equal(found, 1)
    return Number(process.hrtime.bigint() - startedAt)
  }
  time(1)
  const small = Math.min(time(1), time(1), time(1))
  const large = Math.min(time(8), time(8))
  assert.ok(large / small < 40, `8 MB took ${(large / small).toFixed(1)} times as long as 1 MB`)
})

test('a block above the cap keeps its prefix, length and hash, and the stream goes on', () => {
  const big = Buffer.concat([bytes('data: '), Buffer.alloc(300_000, 98), bytes('\n\n')])
  for (const size of [1460, 1_000_000]) {
    const chunks = []
    const whole = Buffer.concat([bytes('data: a\n\n'), big, bytes('data: c\n\n')])
    for (let i = 0; i < whole.length; i += size) chunks.push(whole.subarray(i, i + size))
    const { pieces } = split(chunks, { maxBlockBytes: () => 100_000 })
    assert.deepEqual(texts(pieces), ['data: a\n\n', 'oversize', 'data: c\n\n'])
    const over = pieces[1]
    assert.ok(over?.type === 'oversize')
    assert.equal(over.bytes, big.length)
    assert.equal(over.sha256, createHash('sha256').update(big).digest('hex'))
    assert.deepEqual(Buffer.from(over.prefix), big.subarray(0, over.prefix.length))
  }
})
