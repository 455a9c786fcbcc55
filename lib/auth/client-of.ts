/**
 * Who asks, as far as limits are concerned: the last address of `X-Forwarded-For`, which the nearest proxy (or Next
 * itself, for a direct connection) wrote. Those before it are whatever the client claims.
 */
export function clientOf(headers: Headers): string {
  return headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || 'unknown'
}
