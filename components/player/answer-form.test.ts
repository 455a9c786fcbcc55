import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerFault, answerForm, byteLength, fieldsContent, inputLimitBytes, sizeWords } from './answer-form.ts'

const form = (schema: unknown) => answerForm(JSON.stringify(schema))

test('a schema with a few values is a choice among them, a text sent as it is', () => {
  assert.deepEqual(form({ type: 'string', enum: ['eu', 'us'] }), {
    name: 'choices',
    choices: [
      { label: 'eu', content: 'eu' },
      { label: 'us', content: 'us' },
    ],
  })
  assert.deepEqual(form({ oneOf: [{ const: 3, title: 'Three' }] }), {
    name: 'choices',
    choices: [{ label: 'Three', content: '3' }],
  })
  assert.deepEqual(form({ type: 'boolean' }), {
    name: 'choices',
    choices: [
      { label: 'Yes', content: 'true' },
      { label: 'No', content: 'false' },
    ],
  })
})

test('an object of plain fields is a form, and its answer an object with the types that were asked for', () => {
  const asked = form({
    type: 'object',
    required: ['region'],
    properties: {
      region: { type: 'string', title: 'Region', enum: ['eu', 'us'] },
      retries: { type: 'integer', description: 'How often' },
      dryRun: { type: 'boolean' },
      note: { type: 'string' },
    },
  })
  assert.ok(asked.name === 'fields')
  assert.deepEqual(
    asked.fields.map(({ label, type, required }) => `${label} ${type} ${required}`),
    ['Region choice true', 'retries number false', 'dryRun boolean false', 'note text false'],
  )
  const values = { region: '"eu"', retries: '3', dryRun: 'false', note: '' }
  assert.equal(fieldsContent(asked.fields, values), '{"region":"eu","retries":3,"dryRun":false}')
  assert.equal(answerFault(asked, fieldsContent(asked.fields, values), values), null)
  assert.equal(answerFault(asked, '{}', {}), 'Region is needed.')
  assert.equal(answerFault(asked, 'x', { region: '"eu"', retries: 'many' }), 'retries must be a number.')
})

test('what a form cannot show is answered in words', () => {
  for (const schema of [null, 'not json', '[]', '{"type":"string"}', '{"type":"object","properties":{}}'])
    assert.deepEqual(answerForm(schema), { name: 'text' })
  assert.deepEqual(form({ type: 'object', properties: { list: { type: 'array' } } }), { name: 'text' })
})

test('the limit counts bytes, and is shown only when it is near', () => {
  assert.equal(byteLength('é'), 2)
  assert.equal(sizeWords(100), null)
  assert.equal(sizeWords(30_000), '30,000 of 32,768 bytes')
  const text = { name: 'text' } as const
  assert.equal(answerFault(text, 'a'.repeat(inputLimitBytes), {}), null)
  assert.equal(answerFault(text, 'é'.repeat(inputLimitBytes / 2 + 1), {}), 'It is longer than the upstream takes.')
  assert.equal(answerFault(text, ' \n', {}), 'There is nothing to send yet.')
})
