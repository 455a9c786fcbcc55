import type { SeenRequest } from './listen.ts'

export type OperativusOperation = 'run' | 'background'

/** A request to start a run, with a session made up if it names none. */
export type OperativusStart = {
  operation: OperativusOperation
  runId: string
  agentId: string
  sessionId: string
  message: string
  body: Record<string, unknown>
}

export type RunQuery = {
  sessionId: string | null
  agentId: string | null
  status: string | null
  page: number
  size: number
}

const MAX_SIZE = 200

/** The body of a start, or null if it is no JSON object. */
export function readBody(request: SeenRequest): Record<string, unknown> | null {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return null
  try {
    const value: unknown = JSON.parse(request.body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** What a list is asked for; sizes are cut to 200, pages begin at 0. */
export function readRunQuery(query: URLSearchParams): RunQuery {
  return {
    sessionId: query.get('sessionId'),
    agentId: query.get('agentId'),
    status: query.get('status'),
    page: whole(query.get('page'), 0),
    size: Math.min(Math.max(whole(query.get('size'), 20), 1), MAX_SIZE),
  }
}

/** `sinceId`: 0 for none, null for what is no number. */
export function readSinceId(query: URLSearchParams): bigint | null {
  const text = query.get('sinceId') ?? '0'
  return /^-?\d{1,19}$/.test(text) ? BigInt(text) : null
}

/** Given once or with commas. */
export function readRunIds(query: URLSearchParams): string[] {
  return query
    .getAll('runIds')
    .flatMap((part) => part.split(','))
    .filter(Boolean)
}

function whole(text: string | null, otherwise: number): number {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : otherwise
}
