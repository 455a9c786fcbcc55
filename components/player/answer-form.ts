import { formatCount } from '#lib/format/count.ts'

/** The most that an answer may have, in bytes of UTF-8. */
export const inputLimitBytes = 32_768

export type Choice = { label: string; content: string }

export type AnswerField = {
  name: string
  label: string
  help: string | null
  required: boolean
  type: 'text' | 'number' | 'boolean' | 'choice'
  choices: readonly Choice[]
}

/** How an answer is asked for: in words, as one of a few, or as the fields of an object. */
export type AnswerForm =
  | { name: 'text' }
  | { name: 'choices'; choices: readonly Choice[] }
  | { name: 'fields'; fields: readonly AnswerField[] }

const text: AnswerForm = { name: 'text' }
const mostFields = 20

/** The form of a JSON schema. What it says in other ways than these is answered in words. */
export function answerForm(schema: string | null): AnswerForm {
  const asked = objectOf(schema === null ? undefined : parse(schema))
  if (asked === null) return text
  const choices = choicesOf(asked)
  if (choices !== null) return { name: 'choices', choices }
  const properties = Object.entries(objectOf(asked['properties']) ?? {})
  if (properties.length === 0 || properties.length > mostFields) return text
  const required = Array.isArray(asked['required']) ? asked['required'] : []
  const fields = properties.map(([name, value]) => fieldOf(name, objectOf(value) ?? {}, required.includes(name)))
  return fields.every((field) => field !== null) ? { name: 'fields', fields } : text
}

/** What is sent for fields: an object as JSON, without the fields that were left empty. */
export function fieldsContent(fields: readonly AnswerField[], values: Readonly<Record<string, string>>): string {
  const given = fields.flatMap(({ name, type }) => {
    const value = values[name] ?? ''
    if (value === '') return []
    if (type === 'number' && Number.isFinite(Number(value))) return [[name, Number(value)] as const]
    if (type === 'boolean') return [[name, value === 'true'] as const]
    if (type === 'choice') return [[name, parse(value)] as const]
    return [[name, value] as const]
  })
  return JSON.stringify(Object.fromEntries(given))
}

/** Why an answer cannot be sent as it is; null if it can. */
export function answerFault(
  form: AnswerForm,
  content: string,
  values: Readonly<Record<string, string>>,
): string | null {
  if (form.name === 'fields') {
    const missing = form.fields.find(({ name, required }) => required && (values[name] ?? '').trim() === '')
    if (missing) return `${missing.label} is needed.`
    const wrong = form.fields.find(({ name, type }) => type === 'number' && !Number.isFinite(Number(values[name] ?? 0)))
    if (wrong) return `${wrong.label} must be a number.`
  }
  if (content.trim() === '') return 'There is nothing to send yet.'
  return byteLength(content) > inputLimitBytes ? 'It is longer than the upstream takes.' : null
}

/** Bytes of a text in UTF-8. */
export function byteLength(content: string): number {
  return new TextEncoder().encode(content).length
}

/** How full an answer is, once that matters: from three quarters on. */
export function sizeWords(bytes: number): string | null {
  if (bytes < inputLimitBytes * 0.75) return null
  return `${formatCount(bytes)} of ${formatCount(inputLimitBytes)} bytes`
}

function choicesOf(schema: Record<string, unknown>): readonly Choice[] | null {
  const { enum: values, enumNames } = schema
  if (Array.isArray(values) && values.length > 0) {
    const names = Array.isArray(enumNames) ? enumNames : []
    return values.map((value, index) => choice(value, names[index]))
  }
  const options = schema['oneOf'] ?? schema['anyOf']
  if (Array.isArray(options) && options.length > 0) {
    const consts = options.map(objectOf)
    if (consts.every((option) => option !== null && 'const' in option))
      return consts.map((option) => choice(option?.['const'], option?.['title']))
  }
  if (schema['type'] !== 'boolean') return null
  return [
    { label: 'Yes', content: 'true' },
    { label: 'No', content: 'false' },
  ]
}

/** A text is sent as it is, anything else as JSON. */
function choice(value: unknown, name: unknown): Choice {
  const content = typeof value === 'string' ? value : JSON.stringify(value)
  return { label: typeof name === 'string' && name !== '' ? name : content, content }
}

function fieldOf(name: string, schema: Record<string, unknown>, required: boolean): AnswerField | null {
  const shared = {
    name,
    label: typeof schema['title'] === 'string' ? schema['title'] : name,
    help: typeof schema['description'] === 'string' ? schema['description'] : null,
    required,
    choices: [],
  }
  const choices = choicesOf(schema)
  if (choices !== null && schema['type'] !== 'boolean') {
    // Within an object a value keeps its type, so that each is written as JSON.
    const values: unknown[] = Array.isArray(schema['enum'])
      ? schema['enum']
      : ((schema['oneOf'] ?? schema['anyOf']) as { const: unknown }[]).map((option) => option.const)
    const typed = choices.map(({ label }, index) => ({ label, content: JSON.stringify(values[index]) }))
    return { ...shared, type: 'choice', choices: typed }
  }
  switch (schema['type']) {
    case undefined:
    case 'string':
      return { ...shared, type: 'text' }
    case 'number':
    case 'integer':
      return { ...shared, type: 'number' }
    case 'boolean':
      return { ...shared, type: 'boolean' }
    default:
      return null
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function objectOf(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}
