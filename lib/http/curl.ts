import type { RequestSpec } from '#lib/dialects/dialect.ts'
import { compose, type Upstream } from './compose.ts'

/** How a source is authorized and which headers it adds, without any value. */
export type OpenFacts = {
  baseUrl: string
  credential: { scheme: 'bearer' | 'header' | 'query'; name: string | null } | null
  headerNames: readonly string[]
  settings: { apiBaseUrl?: string | undefined }
}

/**
 * A shell command that makes a dialect's request. It holds no secret: where one belongs stands `$TOKEN`, and a variable
 * named after it for each further header of the source. Everything else is quoted, so that nothing in it is run.
 */
export function curlCommand(source: OpenFacts, spec: RequestSpec): string {
  const { ticket } = spec
  if (ticket === undefined) return commandOf(source, spec, ['-N'])
  const path = `${spec.path}${spec.path.includes('?') ? '&' : '?'}${encodeURIComponent(ticket.param)}=${mark('TICKET')}`
  const fetched = commandOf(source, ticket.request, ['-s'])
  return `TICKET=$(${fetched} | jq -r ${quote(`.${ticket.field}`)})\n${commandOf(source, { ...spec, path }, ['-N'])}`
}

function commandOf(source: OpenFacts, spec: RequestSpec, options: readonly string[]): string {
  const request = compose(upstreamOf(source), spec)
  const isPlain = request.method === 'GET' && request.body === null
  const headers = Object.entries(request.headers).filter(([name]) => name !== 'accept-encoding')
  return [
    'curl',
    ...options,
    ...(isPlain ? [] : ['-X', quote(request.method)]),
    quote(request.url),
    ...headers.map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...(request.body === null ? [] : [`--data-raw ${quote(request.body)}`]),
  ].join(' ')
}

function upstreamOf({ baseUrl, credential, headerNames, settings }: OpenFacts): Upstream {
  return {
    baseUrl,
    settings,
    headers: Object.fromEntries(headerNames.map((name) => [name, mark(variableOf(name))])),
    credential: credential === null ? null : credentialOf(credential),
  }
}

function credentialOf({ scheme, name }: NonNullable<OpenFacts['credential']>): Upstream['credential'] {
  const value = mark('TOKEN')
  if (scheme === 'bearer' || name === null) return { scheme: 'bearer', name: null, value }
  return { scheme, name, value }
}

function variableOf(header: string): string {
  return header
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '_')
    .replace(/^(?=\d)/, '_')
}

// What a variable is until everything is quoted: no address, header or body holds it, nor does it need encoding.
const begin = 'RUNTAPE-VARIABLE-7d1f-'
const mark = (name: string) => `${begin}${name}-`

function quote(text: string): string {
  return text
    .split(new RegExp(`(${begin}[A-Z0-9_]+-)`))
    .map((part, at) => (at % 2 === 1 ? `"$${part.slice(begin.length, -1)}"` : single(part)))
    .filter((part, _, parts) => part !== "''" || parts.length === 1)
    .join('')
}

function single(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
