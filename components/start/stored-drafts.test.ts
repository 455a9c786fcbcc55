import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { newUuid } from './new-uuid.ts'
import { createStoredDrafts, readRemembered, remember } from './stored-drafts.ts'

const Draft = z.object({ text: z.string() })

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>()
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) }
}

const forbidden = () => {
  throw new Error('storage is forbidden')
}

test('a draft outlives its page, and each key has its own', () => {
  const tab = storage()
  const first = createStoredDrafts(Draft, () => tab)
  assert.deepEqual(
    first.read('a', () => ({ text: 'fresh' })),
    { text: 'fresh' },
  )
  first.write('a', { text: 'typed' })
  const afterReload = createStoredDrafts(Draft, () => tab)
  assert.deepEqual(
    afterReload.read('a', () => ({ text: 'fresh' })),
    { text: 'typed' },
  )
  assert.deepEqual(
    afterReload.read('b', () => ({ text: 'fresh' })),
    { text: 'fresh' },
  )
})

test('a draft is the same object until it changes, and changes are told', () => {
  const tab = storage()
  const drafts = createStoredDrafts(Draft, () => tab)
  const read = () => drafts.read('a', () => ({ text: 'fresh' }))
  assert.equal(read(), read())
  let told = 0
  const leave = drafts.subscribe(() => told++)
  drafts.write('a', { text: 'typed' })
  leave()
  drafts.write('a', { text: 'more' })
  assert.deepEqual([told, read().text], [1, 'more'])
})

test('without storage a draft lasts as long as the page, and what is not one begins anew', () => {
  const drafts = createStoredDrafts(Draft, forbidden)
  drafts.write('a', { text: 'typed' })
  assert.equal(drafts.read('a', () => ({ text: 'fresh' })).text, 'typed')
  const tab = storage()
  for (const text of ['{', '{"text":7}', 'null']) {
    tab.setItem('a', text)
    assert.equal(createStoredDrafts(Draft, () => tab).read('a', () => ({ text: 'fresh' })).text, 'fresh')
  }
})

test('what was last sent is kept by source', () => {
  const browser = storage()
  const open = () => browser
  remember('one', { org: 'a', user: 'u' }, open)
  remember('one', { org: 'b' }, open)
  remember('one', {}, open)
  assert.deepEqual(readRemembered('one', open), { org: 'b', user: 'u' })
  assert.deepEqual(readRemembered('two', open), {})
  assert.deepEqual(readRemembered('one', forbidden), {})
  remember('one', { org: 'c' }, forbidden)
  browser.setItem('runtape.last-sent.one', '[7, "x"]')
  assert.deepEqual(readRemembered('one', open), { '1': 'x' })
})

test('a new id is a UUID of version 4', () => {
  const ids = Array.from({ length: 50 }, newUuid)
  for (const id of ids) assert.ok(z.uuid({ version: 'v4' }).safeParse(id).success, id)
  assert.equal(new Set(ids).size, 50)
})
