import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Markers } from '#lib/api/markers.ts'
import { initialState } from './history.ts'
import { stopsOf, toolStart } from './stops.ts'

const markers = {
  lastSeq: 90,
  list: [
    { type: 'first_token', seq: 3, offsetMs: 3 },
    { type: 'tool_start', seq: 10, offsetMs: 10, name: 'erp.search' },
    { type: 'tool_end', seq: 20, offsetMs: 20, name: 'erp.search', failed: true },
    { type: 'error', seq: 20, offsetMs: 20 },
    { type: 'stall', seq: 30, offsetMs: 30, endSeq: 31, endMs: 99 },
    { type: 'tool_start', seq: 40, offsetMs: 40, name: 'mail' },
  ],
} as unknown as Markers

const state = { markers, tip: initialState(null), bookmarks: [{ seq: 25, label: '' }] }

test('marks of a kind come in order, each frame once', () => {
  assert.deepEqual(stopsOf(state, 'any'), [3, 10, 20, 25, 30, 40])
  assert.deepEqual(stopsOf(state, 'tool'), [10, 20, 40])
  assert.deepEqual(stopsOf(state, 'stall'), [30])
  assert.deepEqual(stopsOf(state, 'bookmark'), [25])
  assert.deepEqual(stopsOf({ ...state, markers: null, tip: null }, 'error'), [])
})

test('a tool is found after a frame, or from the beginning, by a part of its name', () => {
  assert.equal(toolStart(state, 'SEARCH', 5), 10)
  assert.equal(toolStart(state, 'search', 15), 10)
  assert.equal(toolStart(state, 'mail', 15), 40)
  assert.equal(toolStart(state, 'none', 0), null)
})
