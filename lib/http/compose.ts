import type { RequestSpec } from '#lib/dialects/dialect.ts'

/** What a request needs to know of its source, unsealed. */
export type Upstream = {
  baseUrl: string
  credential: UpstreamCredential | null
  headers: Record<string, string>
  settings?: { apiBaseUrl?: string | undefined }
}

export type UpstreamCredential =
  { scheme: 'bearer'; name: null; value: string } | { scheme: 'header' | 'query'; name: string; value: string }

export type UpstreamRequest = { url: string; method: string; headers: Record<string, string>; body: string | null }

/**
 * A dialect's request made whole: base URL before, credential on. The result never leaves the source's own origin, so
 * that a path made of somebody's run id cannot carry the credential elsewhere.
 */
export function compose(upstream: Upstream, spec: RequestSpec): UpstreamRequest {
  const apiBaseUrl = spec.host === 'api' ? upstream.settings?.apiBaseUrl : undefined
  const base = new URL(apiBaseUrl ?? upstream.baseUrl)
  if (!spec.path.startsWith('/')) throw new Error(`the path ${JSON.stringify(spec.path)} does not begin with a slash`)
  const url = new URL(base.origin + base.pathname.replace(/\/+$/, '') + spec.path)
  if (url.origin !== base.origin) throw new Error(`the path ${JSON.stringify(spec.path)} leaves ${base.origin}`)
  url.hash = ''
  const credential = upstream.credential
  const query = credential?.scheme === 'query' ? [pair(credential.name, credential.value)] : []
  // Joined as text: URLSearchParams would write the dialect's own query anew.
  url.search = [base.search.slice(1), url.search.slice(1), ...query].filter(Boolean).join('&')
  const headers = { ...lowerCase(upstream.headers), ...lowerCase(spec.headers), 'accept-encoding': 'identity' }
  return { url: url.href, method: spec.method, headers: { ...headers, ...authorization(credential) }, body: spec.body }
}

function authorization(credential: UpstreamCredential | null): Record<string, string> {
  if (credential?.scheme === 'bearer') return { authorization: `Bearer ${credential.value}` }
  if (credential?.scheme === 'header') return { [credential.name.toLowerCase()]: credential.value }
  return {}
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function pair(name: string, value: string): string {
  return `${encodeURIComponent(name)}=${encodeURIComponent(value)}`
}
