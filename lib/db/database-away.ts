/** Whether a query failed because the database could not be reached, rather than because of what it was asked. */
export function isDatabaseAway(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 4) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (awayCodes.has(code) || /^08|^57P0/.test(code)) return true
  if (/timeout exceeded when trying to connect|Connection terminated/.test(error.message)) return true
  const inner = [error.cause, ...(error instanceof AggregateError ? (error.errors as unknown[]) : [])]
  return inner.some((cause) => isDatabaseAway(cause, depth + 1))
}

// Prisma: cannot reach the server, timed out, server closed the connection, no connection from the pool.
const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'P1001',
  'P1002',
  'P1017',
  'P2024',
])
