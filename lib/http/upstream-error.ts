import { errors } from 'undici'

export type UpstreamErrorCode =
  'refused_address' | 'dns' | 'connect' | 'tls' | 'timeout' | 'reset' | 'aborted' | 'other'

/** A request that got no answer, or an answer that broke off. The message is fit to be shown. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError'
  readonly code: UpstreamErrorCode

  constructor(code: UpstreamErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** What went wrong, whatever undici, the socket or the lookup threw. */
export function toUpstreamError(cause: unknown, signal?: AbortSignal): UpstreamError {
  const known = chain(cause).find((error) => error instanceof UpstreamError)
  if (known instanceof UpstreamError) return known
  if (signal?.aborted || (cause instanceof Error && cause.name === 'AbortError')) {
    return new UpstreamError('aborted', 'aborted', { cause })
  }
  const code = classify(cause)
  return new UpstreamError(code, sentence(code, cause), { cause })
}

function classify(cause: unknown): UpstreamErrorCode {
  for (const error of chain(cause)) {
    if (error instanceof errors.HeadersTimeoutError || error instanceof errors.ConnectTimeoutError) return 'timeout'
    if (error instanceof errors.BodyTimeoutError) return 'timeout'
    const code = codeOf(error)
    if (/^(ENOTFOUND|EAI_\w+|ENODATA|ESERVFAIL)$/.test(code)) return 'dns'
    if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/.test(code)) return 'connect'
    if (/^(CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|EPROTO$)/.test(code))
      return 'tls'
    if (code === 'ETIMEDOUT') return 'timeout'
    if (/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|ECONNABORTED)$/.test(code)) return 'reset'
    // A chunked body that ends in mid-chunk is the parser's error.
    if (code.startsWith('HPE_')) return 'reset'
  }
  return 'other'
}

function sentence(code: UpstreamErrorCode, cause: unknown): string {
  const said = chain(cause).map(codeOf).find(Boolean) ?? ''
  const message = cause instanceof Error ? cause.message : String(cause)
  switch (code) {
    case 'dns':
      return `the name does not resolve (${said})`
    case 'connect':
      return said === 'ECONNREFUSED' ? 'connection refused' : `no connection (${said})`
    case 'tls':
      return `the TLS certificate or handshake was not accepted (${said}): ${message}`
    case 'timeout':
      return 'timed out'
    case 'reset':
      return 'the connection was cut'
    case 'refused_address':
    case 'aborted':
    case 'other':
      return message === '' ? said || code : message
    default:
      return code satisfies never
  }
}

/** An error, its causes, and the members of an aggregate ("happy eyeballs" gives one), outermost first. */
function chain(error: unknown, depth = 0): unknown[] {
  if (!(error instanceof Error) || depth > 5) return []
  const members: unknown[] = error instanceof AggregateError ? error.errors : []
  return [error, ...[error.cause, ...members].flatMap((inner) => chain(inner, depth + 1))]
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
