import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readSecretFile } from './secret-file.ts'

test('a missing secret file is made once, readable by its owner alone', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'secret-'))
  t.after(() => rmSync(home, { recursive: true }))
  const path = join(home, 'data', 'secret')
  const first = readSecretFile(path)
  assert.equal(first.length, 32)
  assert.deepEqual(readSecretFile(path), first)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(join(home, 'data')), ['secret'])
})

test('a file that holds something else is refused', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'secret-'))
  t.after(() => rmSync(home, { recursive: true }))
  const path = join(home, 'secret')
  writeFileSync(path, 'short')
  assert.throws(() => readSecretFile(path), /does not hold 32 bytes/)
})
