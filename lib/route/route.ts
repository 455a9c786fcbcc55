import { randomUUID } from 'node:crypto'
import { access } from '#lib/auth/access.ts'
import { authorize, isSafe } from '#lib/auth/authorize.ts'
import { isDatabaseAway } from '#lib/db/database-away.ts'
import { log } from '#lib/log.ts'
import { ProblemError, problemResponse } from './problem.ts'

export type Call<Params> = { request: Request; params: Params }

type Options = {
  /** Served without a key: health and the session itself. */
  public?: boolean
}

/**
 * Every route handler is made by this: nothing is read or called before the request is authorized, and whatever goes
 * wrong is told as a problem. A handler validates, calls and answers.
 */
export function route<Params = object>(handler: (call: Call<Params>) => Promise<Response>, options: Options = {}) {
  return async (request: Request, context: { params: Promise<Params> }): Promise<Response> => {
    const requestId = requestIdOf(request)
    const response = await answer(request, context, handler, options).catch((cause: unknown) =>
      problemResponse(toProblem(cause, request, requestId)),
    )
    response.headers.set('x-request-id', requestId)
    response.headers.set('x-content-type-options', 'nosniff')
    response.headers.set('cross-origin-resource-policy', 'same-origin')
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store')
    return response
  }
}

async function answer<Params>(
  request: Request,
  context: { params: Promise<Params> },
  handler: (call: Call<Params>) => Promise<Response>,
  options: Options,
): Promise<Response> {
  if (!options.public) await requireAccess(request)
  // Postgres compares nothing with NUL, and no name here holds one.
  if (request.url.includes('%00')) throw new ProblemError(400, 'the address holds a NUL character')
  const response = await handler({ request, params: await context.params })
  if (request.method !== 'HEAD') return response
  // Next answers HEAD by GET; a stream that nobody reads would stay open.
  await response.body?.cancel()
  return new Response(null, response)
}

async function requireAccess(request: Request): Promise<void> {
  const verdict = await authorize(request, access())
  if (!verdict.ok) {
    const headers: Record<string, string> = verdict.status === 401 ? { 'www-authenticate': 'Bearer' } : {}
    throw new ProblemError(verdict.status, verdict.detail, { headers })
  }
  // A form of another site can send a body of another type without asking first.
  const type = request.headers.get('content-type')
  if (!isSafe(request.method) && type !== null && !/^application\/json\b/i.test(type)) {
    throw new ProblemError(415, 'the content type must be application/json')
  }
}

function toProblem(cause: unknown, request: Request, requestId: string): ProblemError {
  if (cause instanceof ProblemError) return cause
  const place = { method: request.method, path: new URL(request.url).pathname, requestId }
  if (isDatabaseAway(cause)) {
    log.warn({ err: cause, ...place }, 'the database is away')
    return new ProblemError(503, 'the database is away', { headers: { 'retry-after': '1' } })
  }
  log.error({ err: cause, ...place }, 'a request failed')
  return new ProblemError(500, `something failed here; the log says more under request id ${requestId}`)
}

function requestIdOf(request: Request): string {
  const given = request.headers.get('x-request-id')
  return given !== null && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID()
}
