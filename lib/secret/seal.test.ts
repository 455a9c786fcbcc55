import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { seal, unseal } from './seal.ts'

const secret = randomBytes(32)
const place = { row: '6f1c', column: 'credential' }

test('a sealed text opens again, and no two sealings are alike', () => {
  const first = seal('token ✓ 値', place, secret)
  const second = seal('token ✓ 値', place, secret)
  assert.equal(unseal(first, place, secret), 'token ✓ 値')
  assert.notEqual(first, second)
  assert.match(first, /^v1\.[0-9a-f]{8}\./)
  assert.equal(unseal(seal('', place, secret), place, secret), '')
})

test('every changed byte is noticed', () => {
  const [version, kid, wrapped, sealed] = seal('token', place, secret).split('.') as [string, string, string, string]
  for (const [part, rejoin] of [
    [wrapped, (text: string) => [version, kid, text, sealed].join('.')],
    [sealed, (text: string) => [version, kid, wrapped, text].join('.')],
  ] as const) {
    const bytes = Buffer.from(part, 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      assert.throws(() => unseal(rejoin(changed.toString('base64url')), place, secret), /changed or moved/)
    }
  }
})

test('a value moved to another row or column does not open', () => {
  const sealed = seal('token', place, secret)
  assert.throws(() => unseal(sealed, { ...place, row: '6f1d' }, secret), /changed or moved/)
  assert.throws(() => unseal(sealed, { ...place, column: 'headers' }, secret), /changed or moved/)
})

test('another secret file is named as the reason', () => {
  assert.throws(() => unseal(seal('token', place, secret), place, randomBytes(32)), /another secret file/)
})

test('what was never sealed is refused', () => {
  for (const value of ['', 'token', 'v1.x', 'v2.a.b.c', 'v1.a.b.c.d']) {
    assert.throws(() => unseal(value, place, secret), /not a sealed value/)
  }
})
