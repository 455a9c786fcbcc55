import { isLoopback } from '#lib/env.ts'

/**
 * Whether the page that made a request is one of ours. `X-Forwarded-Host` counts too: a page of another site cannot set
 * it without being asked first, and some proxies rewrite `Host`.
 */
export function isSameOrigin(headers: Headers): boolean {
  const origin = headers.get('origin')
  if (origin === null || !URL.canParse(origin)) return false
  const { host } = new URL(origin)
  return host !== '' && [headers.get('host'), headers.get('x-forwarded-host')].includes(host)
}

/** Whether `Host` names this machine. Another name that leads here is DNS rebinding, or a proxy that opens us to others. */
export function isLoopbackRequest(headers: Headers): boolean {
  const host = headers.get('host')
  if (host === null || !URL.canParse(`http://${host}`)) return false
  const name = new URL(`http://${host}`).hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  return isLoopback(name) || name.endsWith('.localhost')
}
