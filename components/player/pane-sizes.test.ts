import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSizes, resized, withoutSize } from './pane-sizes.ts'

test('a pane goes as far as its limits, and the text between keeps its room', () => {
  assert.deepEqual(resized({}, 'list', 0.01), { list: 0.2 })
  assert.deepEqual(resized({}, 'panel', 2), { panel: 0.75 })
  assert.deepEqual(resized({ detail: 0.4 }, 'list', 0.6), { detail: 0.4, list: 0.45 })
  assert.deepEqual(resized({ list: 0.6 }, 'detail', 0.4), { list: 0.6, detail: 0.25 })
})

test('resetting one pane leaves the others', () => {
  assert.deepEqual(withoutSize({ list: 0.5, panel: 0.2 }, 'list'), { panel: 0.2 })
})

test('what was kept is read again, and what makes no sense is left out', () => {
  assert.deepEqual(readSizes('{"list":0.5,"panel":0.2,"other":1,"detail":"wide"}'), { list: 0.5, panel: 0.2 })
  for (const text of [undefined, '', 'no', '[]', 'null', '7']) assert.deepEqual(readSizes(text), {})
})
