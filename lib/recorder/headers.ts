// Only what helps to understand an exchange is written down; credentials and cookies never are.

const request = new Set(['accept', 'content-type', 'last-event-id', 'idempotency-key', 'accept-encoding', 'user-agent'])

const response = new Set([
  'content-type',
  'content-encoding',
  'content-location',
  'content-length',
  'transfer-encoding',
  'cache-control',
  'date',
  'server',
  'via',
  'retry-after',
  'x-accel-buffering',
  'x-request-id',
  'request-id',
  'x-trace-id',
  'x-correlation-id',
  'traceparent',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
])

/** The request headers that may be written down. */
export function knownRequestHeaders(headers: Record<string, string>): Record<string, string> {
  return pick(headers, request)
}

/** The response headers that may be written down. */
export function knownResponseHeaders(headers: Record<string, string>): Record<string, string> {
  return pick(headers, response)
}

function pick(headers: Record<string, string>, names: Set<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.has(name.toLowerCase())))
}
