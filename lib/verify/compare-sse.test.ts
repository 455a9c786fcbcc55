import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyChain, nextChain } from '#lib/recorder/chain.ts'
import { chainOfSse } from './chain-of-sse.ts'
import { compareSse, type StoredFrame } from './compare-sse.ts'

// Cut as a recorder may: a stray blank line before the third block came with a new connection.
const blocks = ['data: one\n\n', ': ping\r\n\r\n', '\ndata: three\n\n', 'data: four\n\n']
const stored: StoredFrame[] = blocks.map((raw, at) => ({
  seq: at + 1 + Number(at > 1),
  kind: 'output',
  raw: Buffer.from(raw),
}))
stored.splice(2, 0, { seq: 3, kind: 'gap', raw: Buffer.from('{"reason":"unverified"}') })
const chain = blocks.reduce((link: string, raw) => nextChain(link, Buffer.from(raw)), emptyChain)
const whole = Buffer.from(blocks.join(''))
const end = { run: 'run_1', lastSeq: 5, chain, bytes: whole.length, gaps: 1, closed: true }

async function* chunksOf(bytes: Buffer, size = 3): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}

async function* framesOf(frames: readonly StoredFrame[]): AsyncGenerator<StoredFrame> {
  for (const frame of frames) yield await Promise.resolve(frame)
}

const compared = (bytes: Buffer, frames = stored) => compareSse(chunksOf(bytes), framesOf(frames), end)

test('a file is whole where its blocks are those that are stored, and those make the recorder’s chain', async () => {
  const { name: _, ...found } = { ...(await compared(whole)) } as Record<string, unknown>
  assert.deepEqual(found, { run: 'run_1', frames: 5, gaps: 1, bytes: whole.length, chain, closed: true })
  for (const size of [1, 7, 1000]) {
    assert.equal((await compareSse(chunksOf(whole, size), framesOf(stored), end)).name, 'whole')
  }
})

test('frames that came after the chain was read are no part of it', async () => {
  const more = [...stored, { seq: 6, kind: 'output', raw: Buffer.from('data: later\n\n') }]
  assert.equal((await compared(whole, more)).name, 'whole')
})

test('the first frame with another byte is named, and the byte', async () => {
  for (let at = 0; at < whole.length; at++) {
    const other = Buffer.from(whole)
    other[at] = (other[at] ?? 0) ^ 1
    const verdict = await compared(other)
    assert.ok(verdict.name === 'differs')
    assert.equal(verdict.at, at < 11 ? 1 : at < 21 ? 2 : at < 35 ? 4 : 5)
    assert.match(verdict.why, new RegExp(`^byte ${at + 1} of the file`))
  }
})

test('a file that ends early is a part, wherever it ends', async () => {
  for (let length = 0; length < whole.length; length++) {
    const after = length < 11 ? 0 : length < 21 ? 1 : length < 35 ? 3 : 4
    assert.deepEqual(await compared(whole.subarray(0, length)), { name: 'part', after, of: 5 })
  }
})

test('a file that goes on differs behind the last frame', async () => {
  const verdict = await compared(Buffer.concat([whole, Buffer.from('data: more\n\n')]))
  assert.deepEqual([verdict.name, verdict.name === 'differs' && verdict.at], ['differs', 6])
})

test('frames that were changed in the database do not make the chain that the recorder kept', async () => {
  const frames = stored.map((frame) => (frame.seq === 5 ? { ...frame, raw: Buffer.from('data: FOUR\n\n') } : frame))
  const verdict = await compared(Buffer.from(whole.toString().replace('four', 'FOUR')), frames)
  assert.ok(verdict.name === 'differs')
  assert.equal(verdict.at, null)
  assert.match(verdict.why, /changed in the database/)
})

test('cut at its blank lines, a file makes the chain of a recorder that cut it so, whatever the chunks', async () => {
  const plain = ['data: one\n\n', ': ping\r\n\r\n', 'data: a\ndata: b\n\n', 'id: 3\n\n']
  const expected = plain.reduce((link: string, raw) => nextChain(link, Buffer.from(raw)), emptyChain)
  const bytes = Buffer.from(plain.join(''))
  for (const size of [1, 2, 5, 1000]) {
    assert.deepEqual(await chainOfSse(chunksOf(bytes, size)), { chain: expected, bytes: bytes.length })
  }
})
