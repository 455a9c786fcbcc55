import assert from 'node:assert/strict'
import { test } from 'node:test'
import { curlFrom, prettyData } from './frame-copies.ts'

test('curl goes on from the frame, with a placeholder for the key', () => {
  assert.equal(
    curlFrom("http://127.0.0.1:3000/api/v1/runs/it's/events", 4812),
    `curl -N 'http://127.0.0.1:3000/api/v1/runs/it%27s/events' -H 'Last-Event-ID: 4812' -H "Authorization: Bearer $TOKEN"`,
  )
})

test('data that is no JSON is copied as it is', () => {
  assert.equal(prettyData({ data: '{"a":1}' }), '{\n  "a": 1\n}')
  assert.equal(prettyData({ data: '[DONE' }), '[DONE')
})
