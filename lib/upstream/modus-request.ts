import type { SeenRequest } from './listen.ts'

export type ModusOperation = 'run' | 'workflow-action'

/** A request to start a Modus run that has all it needs. */
export type ModusStart = { operation: ModusOperation; runId: string | null; body: Record<string, unknown> }

type Rule = { type: 'string' | 'object' | 'objects'; required?: boolean; oneOf?: readonly string[] }

const rules: Record<ModusOperation, Record<string, Rule>> = {
  run: {
    message: { type: 'string', required: true },
    sessionId: { type: 'string', required: true },
    organizationId: { type: 'string', required: true },
    fileThreadId: { type: 'string' },
    action: { type: 'string', oneOf: ['chat'] },
    runId: { type: 'string' },
  },
  'workflow-action': {
    organizationId: { type: 'string', required: true },
    sessionId: { type: 'string', required: true },
    workflowAction: { type: 'object', required: true },
    fileThreadId: { type: 'string' },
    previousOutputs: { type: 'objects' },
    userTimezone: { type: 'string' },
    runId: { type: 'string' },
    source: { type: 'string', oneOf: ['automation', 'api', 'other'] },
  },
}

/** What a POST asks for, or what is wrong with it. `Idempotency-Key` takes precedence over `runId`. */
export function readModusStart(operation: ModusOperation, request: SeenRequest): ModusStart | { error: string } {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    return { error: 'Content-Type must be application/json' }
  }
  const body = parseObject(request.body)
  if (body === null) return { error: 'body must be a JSON object' }
  for (const [field, rule] of Object.entries(rules[operation])) {
    const error = faultOf(body[field], rule)
    if (error) return { error: `${field} ${error}` }
  }
  const runId = request.headers['idempotency-key'] || body['runId']
  return { operation, runId: typeof runId === 'string' && runId !== '' ? runId : null, body }
}

function faultOf(value: unknown, { type, required, oneOf }: Rule): string | null {
  if (value === undefined) return required ? 'is required' : null
  if (type === 'string') {
    if (typeof value !== 'string') return 'must be a string'
    if (required && value === '') return 'must not be empty'
    return oneOf && !oneOf.includes(value) ? `must be one of ${oneOf.join(', ')}` : null
  }
  if (type === 'object') return isObject(value) ? null : 'must be an object'
  return Array.isArray(value) && value.every(isObject) ? null : 'must be an array of objects'
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
