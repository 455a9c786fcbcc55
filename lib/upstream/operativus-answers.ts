import { json } from './answers.ts'
import type { Answer } from './script.ts'

/** What the service answers instead of what was asked for. */
export const operativusAnswers = {
  noContent: { status: 204 },
  /** Missing runs and those of others look alike: no body. */
  notFound: { status: 404 },
  unauthorized: json(401, { error: 'Unauthorized', message: 'Full authentication is required', status: 401 }),
  quarantined: problem(503, 'Service Unavailable', 'The agent is quarantined.'),
  /** `retryAfter` is the header's value in seconds. */
  tooManyRequests: (retryAfter: string): Answer =>
    problem(429, 'Too Many Requests', 'Rate limit exceeded.', { 'retry-after': retryAfter }),
  badRequest: (detail: string): Answer => problem(400, 'Bad Request', detail),
  /** Why a single-use token opens no stream: `invalid`, `expired` or `run_mismatch`. */
  badTicket: (why: 'invalid' | 'expired' | 'run_mismatch'): Answer => json(401, { error: `sse_token_${why}` }),
} as const

function problem(status: number, title: string, detail: string, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify({ type: 'about:blank', title, status, detail }),
  }
}
