import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StartInput } from '#lib/api/run.ts'
import type { Operation } from '#lib/dialects/dialect.ts'
import { generic } from '#lib/dialects/generic.ts'
import { modus } from '#lib/dialects/modus.ts'
import { emptyStart, startField, startInput, takesRawBody } from './start-draft.ts'

const operation = (list: readonly Operation[], name: string) => {
  const found = list.find((one) => one.name === name)
  assert.ok(found)
  return found
}
const run = operation(modus.operations, 'run')
const action = operation(modus.operations, 'workflow-action')
const stream = operation(generic.operations, 'stream')

test('a Modus run is its fields, with labels and key apart', () => {
  const values = { message: 'Refund order 88213', sessionId: 's-1', organizationId: 'org', runId: ' ' }
  const result = startInput('modus', run, { ...emptyStart, values, idempotencyKey: 'k', agent: 'support-triage' })
  assert.ok('input' in result)
  assert.deepEqual(result.input, {
    source: 'modus',
    operation: 'run',
    body: { message: 'Refund order 88213', sessionId: 's-1', organizationId: 'org' },
    params: {},
    idempotencyKey: 'k',
    labels: { agent: 'support-triage' },
  })
  assert.ok(StartInput.safeParse(result.input).success)
})

test('what is missing or is not JSON is said at its field', () => {
  const values = { workflowAction: '{"toolId": ', sessionId: 's-1' }
  const result = startInput('modus', action, { ...emptyStart, values })
  assert.ok('errors' in result)
  assert.match(result.errors['workflowAction'] ?? '', /^is not JSON: /)
  assert.equal(result.errors['organizationId'], 'Required.')
  assert.equal(result.errors['sessionId'], undefined)
})

test('a generic POST takes a whole body, a GET none', () => {
  const post = { ...emptyStart, values: { method: 'POST', path: '/v1/stream' }, body: '{"stream": true}' }
  const result = startInput('sse', stream, post)
  assert.ok('input' in result)
  assert.deepEqual(result.input.body, { stream: true })
  assert.deepEqual(result.input.params, { method: 'POST', path: '/v1/stream' })
  assert.ok(!takesRawBody(stream, { ...post, values: { method: 'GET' } }))
  const list = startInput('sse', stream, { ...post, body: '[1]' })
  assert.ok('errors' in list)
  assert.equal(list.errors['body'], 'must be a JSON object')
})

test('an error of the API finds its field', () => {
  assert.equal(startField('body.message', run), 'message')
  assert.equal(startField('params.path', stream), 'path')
  assert.equal(startField('source', run), null)
})
