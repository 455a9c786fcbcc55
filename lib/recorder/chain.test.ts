import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { emptyChain, nextChain } from './chain.ts'

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const chainOf = (raws: readonly string[]) =>
  raws.reduce((chain: string, raw) => nextChain(chain, Buffer.from(raw)), emptyChain)

test('a link is the hash of the link before and of the hash of the bytes', () => {
  const [first, second] = [Buffer.from('data: x\n\n'), Buffer.from([0, 255, 10, 10])]
  const one = sha256(Buffer.alloc(32), sha256(first))
  assert.equal(nextChain(emptyChain, first), one.toString('hex'))
  assert.equal(nextChain(one.toString('hex'), second), sha256(one, sha256(second)).toString('hex'))
})

test('any other byte, order or division of the bytes gives another chain', () => {
  const chains = [['a', 'b'], ['b', 'a'], ['ab'], ['a', 'b', ''], ['a', 'c'], [], ['']].map(chainOf)
  assert.equal(new Set(chains).size, chains.length)
})

test('the bytes of a view are hashed and not those around it', () => {
  const whole = Buffer.from('xxdata: y\n\nxx')
  assert.equal(nextChain(emptyChain, whole.subarray(2, -2)), chainOf(['data: y\n\n']))
})
