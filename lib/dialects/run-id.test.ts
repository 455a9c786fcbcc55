import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRunId } from './run-id.ts'

test('ids of any alphabet name runs, up to what an index takes', () => {
  for (const id of ['r1', 'wf_42:0d1f', 'a/b?c', 'ü', 'x'.repeat(2048)]) assert.ok(isRunId(id), id.slice(0, 20))
})

test('what cannot be kept or asked for is no id', () => {
  for (const id of ['', '.', '..', 'a\0b', '\ud800', 'x'.repeat(2049), 'ü'.repeat(1025)])
    assert.ok(!isRunId(id), id.slice(0, 20))
})
