import type { Operation, OperationField } from '#lib/dialects/dialect.ts'

/** What a start of an operation looks like: everything it must have, as its form would suggest it. */
export type ExampleStart = { operation: string; params?: Record<string, string>; body?: Record<string, unknown> }

export function exampleStart({ name, fields }: Pick<Operation, 'name' | 'fields'>): ExampleStart {
  const required = fields.filter((field) => field.required)
  const of = (place: OperationField['in']) => required.filter((field) => field.in === place)
  const params = Object.fromEntries(of('params').map((field) => [field.name, exampleText(field)]))
  const body = Object.fromEntries(of('body').map((field) => [field.name, exampleValue(field)]))
  return {
    operation: name,
    ...(of('params').length > 0 ? { params } : {}),
    ...(of('body').length > 0 ? { body } : {}),
  }
}

function exampleValue(field: OperationField): unknown {
  const text = exampleText(field)
  switch (field.type) {
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : 1
    case 'boolean':
      return text !== 'false'
    case 'json':
      return readJson(text)
    case 'text':
    case 'textarea':
    case 'select':
      return text
    default:
      return field.type satisfies never
  }
}

/** A text to be replaced by one's own is written as a name: `THREAD_ID`. */
function exampleText({ name, initial, options, placeholder }: OperationField): string {
  if (initial && initial !== 'uuid') return initial.text
  return options?.[0] ?? placeholder ?? name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase()
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // A field without a placeholder, or one in words: the shape is the reader's to fill in.
    return {}
  }
}
