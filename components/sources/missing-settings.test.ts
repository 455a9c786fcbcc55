import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missingForLists, missingForUsage } from './missing-settings.ts'

test('lists that are kept by agent at another host need both, and nothing once they are given', () => {
  assert.equal(missingForLists('modus', { discover: true }), 'an API address and agents')
  assert.equal(missingForLists('modus', { agents: [], apiBaseUrl: 'https://api.example' }), 'agents')
  assert.equal(missingForLists('modus', { agents: ['a'] }), 'an API address')
  assert.equal(missingForLists('modus', { agents: ['a'], apiBaseUrl: 'https://api.example' }), null)
})

test('usage at another host needs its address', () => {
  assert.equal(missingForUsage('modus', {}), 'an API address')
  assert.equal(missingForUsage('modus', { apiBaseUrl: 'https://api.example' }), null)
})

test('a source whose only list is always there needs nothing, and neither does one that has none', () => {
  assert.equal(missingForLists('arkloop', {}), null)
  assert.equal(missingForLists('generic', {}), null)
  assert.equal(missingForUsage('generic', {}), null)
  assert.equal(missingForLists('of-another-version', {}), null)
})
