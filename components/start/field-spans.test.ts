import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OperationField } from '#lib/dialects/dialect.ts'
import { dialects } from '#lib/dialects/dialects.ts'
import { fieldSpans, splitFields } from './field-spans.ts'

const field = (name: string, more: Partial<OperationField> = {}): OperationField => ({
  name,
  label: name,
  type: name.startsWith('long') ? 'textarea' : 'text',
  in: 'body',
  required: false,
  ...more,
})

test('two columns have no holes', () => {
  const wide = (...names: string[]) =>
    fieldSpans(names.map((name) => field(name))).map(({ field, isWide }) => `${field.name}${isWide ? ' wide' : ''}`)
  assert.deepEqual(wide('a', 'long', 'b', 'c', 'd'), ['a wide', 'long wide', 'b', 'c', 'd wide'])
  assert.deepEqual(wide('a', 'b', 'long'), ['a', 'b', 'long wide'])
  assert.deepEqual(wide(), [])
})

test('what must be filled, or is sent as it begins, is never hidden', () => {
  const fields = [field('a', { required: true }), field('b', { initial: 'uuid' }), field('c'), field('d'), field('e')]
  const { main, more } = splitFields(fields)
  assert.deepEqual(
    [main.map(({ name }) => name), more.map(({ name }) => name)],
    [
      ['a', 'b'],
      ['c', 'd', 'e'],
    ],
  )
  assert.deepEqual(splitFields(fields.slice(0, 4)), { main: fields.slice(0, 4), more: [] })
})

test('every field of every dialect is placed once', () => {
  for (const { fields } of dialects.flatMap(({ operations }) => operations)) {
    const { main, more } = splitFields(fields)
    const placed = [...fieldSpans(main), ...fieldSpans(more)].map(({ field }) => field.name)
    assert.deepEqual(placed.toSorted(), fields.map(({ name }) => name).toSorted())
  }
})
