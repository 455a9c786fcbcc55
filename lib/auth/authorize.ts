import type { Access } from './access.ts'
import { isLoopbackRequest, isSameOrigin } from './same-origin.ts'
import { isSameKey } from './same-key.ts'
import { isSession } from './session.ts'
import { readSessionCookie } from './session-cookie.ts'

export type Verdict = { ok: true } | { ok: false; status: 401 | 403; detail: string }

/**
 * Whether a request may be served. A bearer key stands for itself. What a browser sends by itself (a session, or in open
 * access nothing at all) must also come from our own pages if it changes anything.
 */
export async function authorize(request: { method: string; headers: Headers }, access: Access): Promise<Verdict> {
  const { headers } = request
  if (access.name === 'open') {
    if (!isLoopbackRequest(headers)) {
      return forbid(`set RUNTAPE_API_KEY to be reached as ${headers.get('host') ?? 'another host'}`)
    }
    const fromPage = headers.has('origin') || crossSite(headers)
    return isSafe(request.method) || !fromPage ? { ok: true } : sameOriginOnly(headers)
  }
  const bearer = /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
  if (bearer !== undefined) {
    return isSameKey(bearer, access.apiKey) ? { ok: true } : refuse('the key is not the right one')
  }
  const token = readSessionCookie(headers.get('cookie'))
  if (token === null || !(await isSession(token, access))) {
    return refuse('a key is needed: Authorization: Bearer …, or sign in')
  }
  return isSafe(request.method) ? { ok: true } : sameOriginOnly(headers)
}

/** Methods that change nothing. */
export function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

function sameOriginOnly(headers: Headers): Verdict {
  return isSameOrigin(headers) ? { ok: true } : forbid('the request does not come from a page of this server')
}

function crossSite(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site')
  return site !== null && site !== 'same-origin' && site !== 'none'
}

function refuse(detail: string): Verdict {
  return { ok: false, status: 401, detail }
}

function forbid(detail: string): Verdict {
  return { ok: false, status: 403, detail }
}
