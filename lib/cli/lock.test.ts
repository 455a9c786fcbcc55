import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { lock, tryLock } from './lock.ts'

test('a lock that is held is not given again until it is released', async () => {
  const name = randomUUID()
  const held = await tryLock(name)
  assert.ok(held)
  assert.equal(await tryLock(name), null)
  const waiting = Promise.withResolvers<void>()
  const next = lock(name, waiting.resolve)
  await waiting.promise
  await held.release()
  await (await next).release()
})
