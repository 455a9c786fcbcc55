import type { Answer, ConnectionPlan } from './script.ts'

/** A JSON answer. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

/** What upstreams and the boxes in front of them answer instead of a stream. */
export const answers = {
  unauthorized: json(401, { error: 'invalid or expired token' }),
  forbidden: json(403, { error: 'not allowed' }),
  notFound: json(404, { error: 'run not found' }),
  gone: json(410, { error: 'run expired' }),
  serverError: json(500, { error: 'internal error' }),
  badGateway: {
    status: 502,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>\n',
  },
  unavailable: json(503, { error: 'unavailable' }),
  noContent: { status: 204 },
  signInPage: {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!doctype html><title>Sign in</title><form method="post"><input name="user"></form>',
  },
  jsonInsteadOfStream: json(200, { status: 'ok' }),
  /** `retryAfter` is the header's value: seconds, an HTTP date, or junk. */
  tooManyRequests: (retryAfter: string) => json(429, { error: 'rate limit exceeded' }, { 'retry-after': retryAfter }),
  redirect: (location: string): Answer => ({ status: 302, headers: { location } }),
} as const satisfies Record<string, Answer | ((text: string) => Answer)>

/** The same answer for the first `count` connections. */
export function times(count: number, answer: Answer): ConnectionPlan[] {
  return Array.from({ length: count }, () => ({ answer }))
}
