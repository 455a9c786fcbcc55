import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  addTyped,
  completion,
  emptyFilter,
  filterChips,
  filterPath,
  readFilter,
  toggleChip,
  type Filter,
} from './filter.ts'

const known = { status: ['failed', 'running'], source: ['modus-staging'], agent: ['kb-answer'], model: [] }

test('an address read and written again is the same address', () => {
  const path = '/?status=failed%2Crunning&source=modus-staging&thread=th_1&q=refund+for'
  const params = Object.fromEntries(new URL(path, 'http://x').searchParams)
  assert.equal(filterPath(readFilter(params)), path)
  assert.equal(filterPath(emptyFilter), '/')
})

test('what an address says wrongly is left out', () => {
  assert.deepEqual(readFilter({ status: 'broken,failed,failed', q: ' ' }), { ...emptyFilter, status: ['failed'] })
})

test('typed words become chips, the rest is free text', () => {
  const typed = addTyped(emptyFilter, 'status:failed agent:"two words" refund "order 88213"')
  assert.deepEqual(typed, {
    filter: { ...emptyFilter, status: ['failed'], agent: ['two words'], q: 'refund order 88213' },
  })
  assert.ok('filter' in typed)
  assert.deepEqual(
    filterChips(typed.filter as Filter).map(({ key, value }) => `${key}:${value}`),
    ['status:failed', 'agent:two words', 'q:refund order 88213'],
  )
})

test('values with a NUL, which nothing has, are left out of an address', () => {
  const params = { q: 'a\0', source: ['\0', 'modus'], thread: '\0' }
  assert.deepEqual(readFilter(params), { ...emptyFilter, source: ['modus'] })
})

test('a status that does not exist is refused in words', () => {
  const typed = addTyped(emptyFilter, 'status:broken')
  assert.match('error' in typed ? typed.error : '', /^No status is called broken\. There are: queued, running/)
})

test('a chip that is there already is taken away', () => {
  const one = toggleChip(emptyFilter, { key: 'source', value: 'modus-staging' })
  assert.deepEqual(one.source, ['modus-staging'])
  assert.deepEqual(toggleChip(one, { key: 'source', value: 'modus-staging' }), emptyFilter)
})

test('what is typed is completed from the words that exist', () => {
  assert.equal(completion('sta', known), 'tus:')
  assert.equal(completion('status:fa', known), 'iled')
  assert.equal(completion('status:failed agent:kb', known), '-answer')
  assert.equal(completion('agent:nobody', known), null)
  assert.equal(completion('', known), null)
})
