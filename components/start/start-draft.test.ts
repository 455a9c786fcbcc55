import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StartInput } from '#lib/api/run.ts'
import type { Operation, OperationField } from '#lib/dialects/dialect.ts'
import { generic } from '#lib/dialects/generic.ts'
import { modus } from '#lib/dialects/modus.ts'
import { emptyStart, freshStart, labelsOf, startField, startInput, takesRawBody } from './start-draft.ts'

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

const field = (name: string, more: Partial<OperationField> = {}): OperationField => ({
  name,
  label: name,
  type: 'text',
  in: 'body',
  required: false,
  ...more,
})
const withFields = (...fields: OperationField[]): Operation => ({ ...run, fields })

test('numbers and switches go into the body as such, and params stay texts', () => {
  const typed = withFields(
    field('temperature', { type: 'number' }),
    field('maxTokens', { type: 'number' }),
    field('followups', { type: 'boolean' }),
    field('quiet', { type: 'boolean' }),
    field('agentId', { in: 'params' }),
    field('depth', { in: 'params', type: 'number' }),
  )
  const values = { temperature: ' 0.2 ', maxTokens: '', followups: 'false', quiet: '', agentId: ' a-1\n', depth: '03' }
  const result = startInput('s', typed, { ...emptyStart, values })
  assert.ok('input' in result)
  assert.deepEqual(result.input.body, { temperature: 0.2, followups: false })
  assert.deepEqual(result.input.params, { agentId: 'a-1', depth: '3' })
  for (const text of ['warm', '1,5', 'Infinity']) {
    const wrong = startInput('s', typed, { ...emptyStart, values: { temperature: text } })
    assert.ok('errors' in wrong)
    assert.deepEqual(wrong.errors, { temperature: 'must be a number' })
  }
})

test('a form begins with what its dialect gives it and with what was last sent to the source', () => {
  const draft = freshStart(run, {
    remembered: { organizationId: 'org-7', message: 'not remembered' },
    newId: () => 'new',
  })
  assert.deepEqual(draft.values, { sessionId: 'new', organizationId: 'org-7' })
  const other = withFields(
    field('zone', { initial: { text: 'UTC' } }),
    field('org', { initial: { text: 'ours' }, remembered: true }),
  )
  const fresh = (remembered: Record<string, string>) => freshStart(other, { remembered, newId: () => 'new' }).values
  assert.deepEqual(fresh({}), { zone: 'UTC', org: 'ours' })
  assert.deepEqual(fresh({ zone: 'x', org: 'theirs' }), { zone: 'UTC', org: 'theirs' })
})

test('a name for lists is asked for only where the operation does not ask for it', () => {
  assert.deepEqual(labelsOf(run), ['agent', 'model'])
  const asks = withFields(field('agentId', { in: 'params' }), field('model'))
  assert.deepEqual(labelsOf(asks), [])
  const result = startInput('s', asks, { ...emptyStart, agent: 'left over', model: 'left over' })
  assert.ok('input' in result && result.input.labels === undefined)
})
