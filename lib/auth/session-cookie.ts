import { sessionSeconds } from './session.ts'

const plainName = 'runtape'
const secureName = '__Host-runtape'

/** The `Set-Cookie` that begins a session, or ends it if the token is null. */
export function sessionCookie(token: string | null, { secure }: { secure: boolean }): string {
  const parts = [`${secure ? secureName : plainName}=${token ?? ''}`, 'Path=/', 'HttpOnly', 'SameSite=Lax']
  parts.push(`Max-Age=${token === null ? 0 : sessionSeconds}`)
  if (secure) parts.push('Secure')
  return parts.join('; ')
}

/** The session token of a `Cookie` header, or null. */
export function readSessionCookie(header: string | null): string | null {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim())
  for (const name of [secureName, plainName]) {
    const value = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
    if (value) return value
  }
  return null
}

/** Whether the browser reached us over https, by itself or by the proxy in front. */
export function isSecureRequest(request: { url: string; headers: Headers }): boolean {
  const forwarded = request.headers.get('x-forwarded-proto')?.split(',').at(-1)?.trim()
  return (forwarded ?? new URL(request.url).protocol.replace(':', '')) === 'https'
}
