import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RecordInput, StartInput } from '#lib/api/run.ts'
import { SourceInput } from '#lib/api/source.ts'
import { dialects, getDialect } from '#lib/dialects/dialects.ts'
import { exampleStart } from './example-start.ts'
import { snippets } from './snippets.ts'

const origin = 'http://127.0.0.1:3000'

/** What a shell would send. */
function bodyOf(text: string): unknown {
  return JSON.parse((/-d '(.+)'$/s.exec(text)?.[1] ?? '').replaceAll(`'\\''`, "'"))
}

for (const { name } of dialects) {
  test(`every command for ${name} holds this server and a body that its API takes`, () => {
    const [start, tail, source] = snippets(origin, { withKey: false, dialect: name, source: null })
    assert.ok(start && tail && source)
    assert.ok(start.text.startsWith(`curl ${origin}/api/v1/runs/start `))
    assert.ok(RecordInput.safeParse(bodyOf(tail.text)).success)
    assert.equal(SourceInput.parse(bodyOf(source.text)).dialect, name)
    const input = StartInput.parse(bodyOf(start.text))
    const operation = getDialect(name)?.operations.find((one) => one.name === input.operation)
    assert.ok(operation)
    const request = operation.request(
      { operation: input.operation, params: input.params ?? {}, body: input.body ?? {}, idempotencyKey: null },
      'run-1',
    )
    assert.ok(!('error' in request), JSON.stringify(request))
  })
}

test('an example has what is required, as the form suggests it, and nothing else', () => {
  const field = { label: '', in: 'body', required: true } as const
  assert.deepEqual(
    exampleStart({
      name: 'run',
      fields: [
        { ...field, name: 'threadId', type: 'text', in: 'params' },
        { ...field, name: 'message', type: 'textarea', placeholder: "What's next?" },
        { ...field, name: 'session', type: 'text', initial: 'uuid' },
        { ...field, name: 'plan', type: 'json', placeholder: '{"steps": 2}' },
        { ...field, name: 'notes', type: 'json' },
        { ...field, name: 'limit', type: 'number', placeholder: '20' },
        { ...field, name: 'stream', type: 'boolean', initial: { text: 'true' } },
        { ...field, name: 'mode', type: 'select', options: ['fast', 'slow'] },
        { ...field, name: 'model', type: 'text', required: false },
      ],
    }),
    {
      operation: 'run',
      params: { threadId: 'THREAD_ID' },
      body: {
        message: "What's next?",
        session: 'SESSION',
        plan: { steps: 2 },
        notes: {},
        limit: 20,
        stream: true,
        mode: 'fast',
      },
    },
  )
})

test('the key is a variable of the shell, and only there where one is needed', () => {
  for (const { name } of dialects) {
    for (const { text } of snippets(origin, { withKey: true, dialect: name, source: null })) {
      assert.ok(text.includes('"Authorization: Bearer $RUNTAPE_API_KEY"'))
    }
    for (const { text } of snippets(origin, { withKey: false, dialect: name, source: null })) {
      assert.ok(!text.includes('Authorization'))
    }
  }
})
