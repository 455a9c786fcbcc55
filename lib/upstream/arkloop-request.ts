import type { SeenRequest } from './listen.ts'

const MAX_BODY_BYTES = 1024 * 1024
const MAX_INPUT_BYTES = 32_768

/** What a request asks for, or what is wrong with it, in the server's words. */
export type Asked<T> = T | { error: string }

/** A request to start a run. */
export type ArkloopStart = { threadId: string; body: Partial<Record<StartField, string>> }

type StartField = (typeof startFields)[number]

const startFields = [
  'route_id',
  'persona_id',
  'output_route_id',
  'output_model_key',
  'model',
  'work_dir',
  'reasoning_mode',
] as const

/** The fields of a new run; none at all is fine. */
export function readStart(threadId: string, { body }: SeenRequest): Asked<ArkloopStart> {
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) return { error: 'request body too large' }
  if (body.trim() === '') return { threadId, body: {} }
  const fields = parseObject(body)
  if (fields === null) return { error: 'request validation failed' }
  for (const [name, value] of Object.entries(fields)) {
    if (!startFields.includes(name as StartField)) return { error: `unknown field "${name}"` }
    if (value !== null && typeof value !== 'string') return { error: `${name} must be a string` }
  }
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== '')
  return { threadId, body: Object.fromEntries(given) as ArkloopStart['body'] }
}

/** From where a stream is read, and whether it is followed. */
export function readWatch({ query }: SeenRequest): Asked<{ afterSeq: number; follow: boolean }> {
  const after = query.get('after_seq') ?? ''
  const afterSeq = after === '' ? 0 : scanInt(after)
  if (afterSeq === null || afterSeq < 0) return { error: 'after_seq must be a non-negative integer' }
  const follow = query.get('follow') || 'true'
  if (!/^(?:true|false|0|1)$/.test(follow)) return { error: 'follow must be true or false' }
  return { afterSeq, follow: follow === 'true' || follow === '1' }
}

/** How many rows of a list, from which on. */
export function readPage({ query }: SeenRequest): Asked<{ limit: number; offset: number }> {
  const limit = wholeNumber(query.get('limit') || '50')
  if (limit === null || limit < 1 || limit > 200) return { error: 'limit must be 1-200' }
  const offset = wholeNumber(query.get('offset') || '0')
  if (offset === null || offset < 0) return { error: 'offset must be a non-negative integer' }
  return { limit, offset }
}

/** What a client had seen when it cancelled. */
export function readCancel({ body }: SeenRequest): Asked<{ lastSeenSeq: number }> {
  const fields = parseObject(body)
  const seq = fields?.['last_seen_seq']
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 0) {
    return { error: 'last_seen_seq must be a non-negative integer' }
  }
  const at = fields?.['client_cancelled_at']
  if (at !== undefined && (typeof at !== 'string' || Number.isNaN(Date.parse(at)))) {
    return { error: 'client_cancelled_at must be RFC3339' }
  }
  return { lastSeenSeq: seq }
}

/** What a person answers. */
export function readInput({ body }: SeenRequest): Asked<{ content: string }> {
  const content = parseObject(body)?.['content']
  if (typeof content !== 'string' || content.trim() === '') return { error: 'content must not be empty' }
  if (Buffer.byteLength(content) > MAX_INPUT_BYTES) return { error: 'content too large' }
  return { content }
}

/** As Go's `Sscanf("%d")` reads: what follows the digits does not matter. */
function scanInt(text: string): number | null {
  const digits = /^\s*([+-]?\d{1,18})/.exec(text)?.[1]
  return digits === undefined ? null : Number(digits)
}

function wholeNumber(text: string): number | null {
  return /^-?\d{1,9}$/.test(text) ? Number(text) : null
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
