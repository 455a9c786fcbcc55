import type { StartInput } from '#lib/api/run.ts'
import type { Operation, OperationField } from '#lib/dialects/dialect.ts'

/** What the form of a start holds: the text of each field, by its name. */
export type StartDraft = {
  values: Readonly<Record<string, string>>
  /** The whole body as JSON, where the operation names no fields of its body. */
  body: string
  idempotencyKey: string
  agent: string
  model: string
  /** The run that this very form has started already. */
  startedRun: string | null
}

export const emptyStart: StartDraft = {
  values: {},
  body: '',
  idempotencyKey: '',
  agent: '',
  model: '',
  startedRun: null,
}

/** The form as it begins: with what the dialect gives its fields, and with what was last sent to the source. */
export function freshStart(
  operation: Operation,
  { remembered, newId }: { remembered: Readonly<Record<string, string>>; newId: () => string },
): StartDraft {
  const values = operation.fields.flatMap((field) => {
    const text = (field.remembered && remembered[field.name]) || initialText(field, newId)
    return text === '' ? [] : [[field.name, text] as const]
  })
  return { ...emptyStart, values: Object.fromEntries(values) }
}

function initialText({ initial }: OperationField, newId: () => string): string {
  if (initial === undefined) return ''
  return initial === 'uuid' ? newId() : initial.text
}

export type StartErrors = Readonly<Record<string, string | undefined>>

export type StartResult = { input: StartInput } | { errors: StartErrors }

/** The request that the form asks for, or what is wrong with it, field by field. */
export function startInput(source: string, operation: Operation, draft: StartDraft): StartResult {
  const errors: Record<string, string> = {}
  const body: Record<string, unknown> = {}
  const params: Record<string, string> = {}
  for (const field of operation.fields) {
    const text = fieldText(field, draft)
    if (text.trim() === '') {
      if (field.required) errors[field.name] = 'Required.'
      continue
    }
    const read = readField(field, text)
    if ('error' in read) errors[field.name] = read.error
    else if (field.in === 'params') params[field.name] = String(read.value)
    else body[field.name] = read.value
  }
  if (takesRawBody(operation, draft) && draft.body.trim() !== '') {
    const read = readJson(draft.body)
    if ('error' in read) errors['body'] = read.error
    else if (isObject(read.value)) Object.assign(body, read.value)
    else errors['body'] = 'must be a JSON object'
  }
  if (Object.keys(errors).length > 0) return { errors }
  const labels = Object.fromEntries(
    labelsOf(operation).flatMap((name) => (draft[name].trim() ? [[name, draft[name].trim()]] : [])),
  )
  return {
    input: {
      source,
      operation: operation.name,
      body,
      params,
      ...(draft.idempotencyKey.trim() ? { idempotencyKey: draft.idempotencyKey.trim() } : {}),
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
    },
  }
}

/** The text of a field; a choice that must be made starts with its first option. */
export function fieldText(field: OperationField, draft: StartDraft): string {
  return draft.values[field.name] ?? (field.type === 'select' && field.required ? (field.options?.[0] ?? '') : '')
}

/** Whether the form asks for a body as JSON: the operation names no fields of it, and the request has one. */
export function takesRawBody(operation: Operation, draft: StartDraft): boolean {
  if (operation.fields.some((field) => field.in === 'body')) return false
  const method = operation.fields.find((field) => field.name === 'method')
  return method === undefined || fieldText(method, draft) !== 'GET'
}

/** How lists may name the run, where the operation itself does not ask for it. */
export function labelsOf({ fields }: Operation): readonly ('agent' | 'model')[] {
  const isAsked = (name: string) => fields.some((field) => field.name === name)
  return [...(isAsked('agentId') ? [] : (['agent'] as const)), ...(isAsked('model') ? [] : (['model'] as const))]
}

/** The field that an error of the API belongs to: `body.message` is the field `message`. */
export function startField(path: string, operation: Operation): string | null {
  const [first, second] = path.split('.')
  if (first === 'idempotencyKey') return first
  const name = first === 'body' || first === 'params' ? second : first
  return operation.fields.some((field) => field.name === name) ? (name ?? null) : null
}

type Read = { value: unknown } | { error: string }

function readField({ type }: OperationField, text: string): Read {
  switch (type) {
    case 'textarea':
      return { value: text }
    case 'text':
    case 'select':
      // Ids are pasted, and blanks come with them.
      return { value: text.trim() }
    case 'json':
      return readJson(text)
    case 'number': {
      const value = Number(text)
      return Number.isFinite(value) ? { value } : { error: 'must be a number' }
    }
    case 'boolean':
      return { value: text === 'true' }
    default:
      return type satisfies never
  }
}

function readJson(text: string): Read {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    return { error: `is not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
