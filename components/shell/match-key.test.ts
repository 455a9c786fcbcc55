import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyCaps, matchesKey, type KeyPress } from './match-key.ts'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

test('a character key is matched by what it types, on any layout', () => {
  assert.ok(matchesKey('/', press('/', { shiftKey: true, code: 'Digit7' })))
  assert.ok(matchesKey('?', press('?', { shiftKey: true })))
  assert.ok(!matchesKey('e', press('E', { shiftKey: true })))
  assert.ok(matchesKey('E', press('E', { shiftKey: true })))
})

test('Caps Lock does not change what a letter means', () => {
  assert.ok(matchesKey('e', press('E')))
  assert.ok(!matchesKey('E', press('E')))
})

test('Ctrl, ⌘ and Alt belong to the browser, except where a command names them', () => {
  assert.ok(!matchesKey('r', press('r', { ctrlKey: true })))
  assert.ok(!matchesKey('c', press('c', { metaKey: true })))
  assert.ok(!matchesKey('j', press('j', { altKey: true })))
  assert.ok(matchesKey('Mod+k', press('k', { metaKey: true })))
  assert.ok(matchesKey('Mod+k', press('k', { ctrlKey: true })))
  assert.ok(!matchesKey('Mod+k', press('k')))
})

test('named keys take Shift only where it is named', () => {
  assert.ok(matchesKey('ArrowRight', press('ArrowRight')))
  assert.ok(!matchesKey('ArrowRight', press('ArrowRight', { shiftKey: true })))
  assert.ok(matchesKey('Shift+ArrowRight', press('ArrowRight', { shiftKey: true })))
  assert.ok(matchesKey('Space', press(' ')))
})

test('a place on the keyboard is matched wherever its letter moved', () => {
  assert.ok(matchesKey('code:KeyW', press('z', { code: 'KeyW' })))
})

test('key caps read as they are printed', () => {
  assert.deepEqual(keyCaps('ArrowDown'), ['↓'])
  assert.deepEqual(keyCaps('C'), ['Shift', 'c'])
  assert.deepEqual(keyCaps('Mod+k', true), ['⌘', 'K'])
  assert.deepEqual(keyCaps('code:KeyW'), ['w'])
  assert.deepEqual(keyCaps('code:KeyW', false, new Map([['KeyW', 'z']])), ['z'])
})
