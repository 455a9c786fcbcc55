import { NextResponse, type NextRequest } from 'next/server'

// This file sets the content security policy, and tells pages their own path, and nothing else. It never decides who
// may see what: pages and route handlers do that themselves, so that a request that slips past the matcher slips past
// no check.

const development = process.env['NODE_ENV'] === 'development'

/** The policy of pages: only scripts with this request's nonce, nothing from another origin. */
function policy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // Rows of windowed lists are placed by style attributes that the server already writes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  const csp = policy(nonce)
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('x-runtape-path', request.nextUrl.pathname + request.nextUrl.search)
  headers.set('content-security-policy', csp)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', csp)
  return response
}

export const config = { matcher: ['/((?!api/|_next/static/|favicon|icon).*)'] }
