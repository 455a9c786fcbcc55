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
}

export const emptyStart: StartDraft = { values: {}, body: '', idempotencyKey: '', agent: '', model: '' }

export type StartResult = { input: StartInput } | { errors: Readonly<Record<string, string>> }

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
    if (field.in === 'params') params[field.name] = text
    else if (field.type === 'json') {
      const value = readJson(text)
      if (value.ok) body[field.name] = value.value
      else errors[field.name] = value.error
    } else body[field.name] = text
  }
  if (takesRawBody(operation, draft) && draft.body.trim() !== '') {
    const value = readJson(draft.body)
    if (!value.ok) errors['body'] = value.error
    else if (isObject(value.value)) Object.assign(body, value.value)
    else errors['body'] = 'must be a JSON object'
  }
  if (Object.keys(errors).length > 0) return { errors }
  const labels = {
    ...(draft.agent.trim() ? { agent: draft.agent.trim() } : {}),
    ...(draft.model.trim() ? { model: draft.model.trim() } : {}),
  }
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

/** The field that an error of the API belongs to: `body.message` is the field `message`. */
export function startField(path: string, operation: Operation): string | null {
  const [first, second] = path.split('.')
  if (first === 'idempotencyKey') return first
  const name = first === 'body' || first === 'params' ? second : first
  return operation.fields.some((field) => field.name === name) ? (name ?? null) : null
}

function readJson(text: string): { ok: true; value: unknown } | { ok: false; error: string } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch (error) {
    return { ok: false, error: `is not JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
