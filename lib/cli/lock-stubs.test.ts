import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { completeLock, type LockFile } from './lock-stubs.ts'

test('the lock that is committed is complete, so that npm ci takes it, and names no registry', async () => {
  const text = await readFile(join(import.meta.dirname, '../../package-lock.json'), 'utf8')
  const lock = JSON.parse(text) as LockFile
  assert.deepEqual(completeLock(lock).added, [])
  const addresses = Object.values(lock.packages).flatMap(({ resolved }) => (resolved === undefined ? [] : [resolved]))
  assert.deepEqual(addresses, [])
})

test('an optional package that the registry lacks gets an entry for its own platform only', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/fast': {
        dev: true,
        optionalDependencies: { '@fast/linux-x64': '1.0.0', '@fast/win32-arm64': '1.0.0' },
      },
      'node_modules/@fast/linux-x64': { version: '1.0.0' },
    },
  }
  const { lock: completed, added } = completeLock(lock)
  assert.deepEqual(added, ['@fast/win32-arm64@1.0.0'])
  assert.deepEqual(completed.packages['node_modules/@fast/win32-arm64'], {
    version: '1.0.0',
    cpu: ['arm64'],
    dev: true,
    optional: true,
    os: ['win32'],
  })
})

test('a package is found where Node would find it from inside another', () => {
  const nested = {
    packages: { '': {}, 'node_modules/a/node_modules/b': { optionalDependencies: { c: '1' } }, 'node_modules/c': {} },
  }
  assert.deepEqual(completeLock(nested).added, [])
})
