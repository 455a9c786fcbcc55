import { STATUS_CODES } from 'node:http'
import type { Problem } from '#lib/api/problem.ts'

/** Thrown anywhere below a route handler to answer with this status and these words. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly status: number
  readonly errors: Problem['errors']
  readonly headers: Record<string, string>

  constructor(
    status: number,
    detail: string,
    extra: { errors?: Problem['errors'] | undefined; headers?: Record<string, string> } = {},
  ) {
    super(detail)
    this.status = status
    this.errors = extra.errors
    this.headers = extra.headers ?? {}
  }
}

/** An RFC 9457 answer. */
export function problemResponse({ status, message, errors, headers }: ProblemError): Response {
  const problem: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
    ...(errors ? { errors } : {}),
  }
  return new Response(JSON.stringify(problem), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  })
}
