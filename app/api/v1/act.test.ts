import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '#lib/api/problem.ts'
import { storeRun } from '#lib/db/testing-run.ts'
import { openApi } from '#lib/api/open-api.ts'
import { call, testApi } from '#lib/route/testing.ts'
import { POST as cancel } from './runs/[id]/cancel/route.ts'
import { POST as input } from './runs/[id]/input/route.ts'
import { GET as related } from './runs/[id]/related/route.ts'

const db = await testApi()

async function problemOf(response: Response): Promise<[number, string]> {
  const { status, detail } = Problem.parse(await response.json())
  assert.equal(status, response.status)
  return [status, detail ?? '']
}

test('what a dialect cannot do is a conflict that says why', async () => {
  const { publicId: id } = await storeRun(db, { dialect: 'modus', status: 'running', upstreamRunId: 'u' })
  assert.deepEqual(await problemOf(await call(cancel, 'POST', '/x', { params: { id } })), [
    409,
    'Modus has no documented call that cancels a run.',
  ])
  assert.deepEqual(await problemOf(await call(input, 'POST', '/x', { params: { id }, body: { content: 'x' } })), [
    409,
    'Modus has no documented call that answers a run.',
  ])
})

test('a run that does not exist is not acted on', async () => {
  const params = { id: 'run_none' }
  assert.equal((await problemOf(await call(cancel, 'POST', '/x', { params })))[0], 404)
  assert.equal((await problemOf(await call(input, 'POST', '/x', { params, body: { content: 'x' } })))[0], 404)
  assert.equal((await problemOf(await call(related, 'GET', '/x', { params })))[0], 404)
})

test('input that no upstream takes is refused before it is asked', async () => {
  const { publicId: id } = await storeRun(db, { dialect: 'modus', status: 'running', upstreamRunId: 'u' })
  for (const [content, words] of [
    ['', /^content: must not be empty/],
    [' \n\t', /^content: must not be empty/],
    ['x'.repeat(32_769), /^content: must have at most 32768 bytes/],
    ['ж'.repeat(16_385), /^content: must have at most 32768 bytes/],
    [7, /^content: must be a string/],
    [undefined, /^content: is required/],
  ] as const) {
    const [status, detail] = await problemOf(await call(input, 'POST', '/x', { params: { id }, body: { content } }))
    assert.equal(status, 400)
    assert.match(detail, words)
  }
  const most = await call(input, 'POST', '/x', { params: { id }, body: { content: 'ж'.repeat(16_384) } })
  assert.equal(most.status, 409)
})

test('the document of the API tells of these calls', () => {
  const { paths = {} } = openApi()
  const input = paths['/api/v1/runs/{id}/input']?.post
  assert.ok(input?.requestBody && input.responses?.['202'] && input.responses['409'])
  assert.ok(paths['/api/v1/runs/{id}/cancel']?.post?.responses?.['429'])
  assert.ok(paths['/api/v1/runs/{id}/related']?.get)
})
