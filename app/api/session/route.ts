import { z } from 'zod'
import { access } from '#lib/auth/access.ts'
import { clientOf } from '#lib/auth/client-of.ts'
import { createRateLimiter } from '#lib/auth/rate-limit.ts'
import { isSameKey } from '#lib/auth/same-key.ts'
import { isSameOrigin } from '#lib/auth/same-origin.ts'
import { createSession } from '#lib/auth/session.ts'
import { isSecureRequest, sessionCookie } from '#lib/auth/session-cookie.ts'
import { ProblemError } from '#lib/route/problem.ts'
import { readJson } from '#lib/route/read-json.ts'
import { route } from '#lib/route/route.ts'

const SignIn = z.strictObject({ key: z.string().min(1).max(4096) })

const limiter = createRateLimiter({ client: 3, everyone: 60, windowMs: 10_000 })

/** Exchanges the key for a session cookie. */
export const POST = route(
  async ({ request }) => {
    requireOwnPage(request)
    const { key } = await readJson(request, SignIn)
    const given = access()
    if (given.name === 'open') throw new ProblemError(409, 'no key is needed here')
    const { wait } = limiter.attempt(clientOf(request.headers))
    if (wait > 0) {
      const seconds = Math.ceil(wait / 1000)
      throw new ProblemError(429, `too many tries; wait ${seconds} s`, { headers: { 'retry-after': String(seconds) } })
    }
    if (!isSameKey(key, given.apiKey)) throw new ProblemError(401, 'the key is not the right one')
    return withCookie(sessionCookie(await createSession(given), { secure: isSecureRequest(request) }))
  },
  { public: true },
)

/** Ends the session of this browser. */
export const DELETE = route(
  async ({ request }) => {
    requireOwnPage(request)
    return withCookie(sessionCookie(null, { secure: isSecureRequest(request) }))
  },
  { public: true },
)

/** Another site may neither sign a browser in nor out. */
function requireOwnPage(request: Request): void {
  if (!isSameOrigin(request.headers))
    throw new ProblemError(403, 'the request does not come from a page of this server')
}

function withCookie(cookie: string): Response {
  return new Response(null, { status: 204, headers: { 'set-cookie': cookie } })
}
