import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runPath } from './jump.ts'

const id = 'run_01JQV7M4X2ABCDEFGHJKMNPQRS'

test('a pasted run id or link leads to its run, frame included', () => {
  assert.equal(runPath(` ${id}\n`), `/runs/${id}`)
  assert.equal(runPath(`http://127.0.0.1:3000/runs/${id}?f=123`), `/runs/${id}?f=123`)
  assert.equal(runPath(`/runs/${id}/`), `/runs/${id}`)
})

test('any other text leads nowhere', () => {
  assert.equal(runPath('refund for order 88213'), null)
  assert.equal(runPath('https://agents.example/runs'), null)
  assert.equal(runPath('run_42'), null)
})
