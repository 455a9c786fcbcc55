const FIRST_MS = 1000
const MAX_MS = 60_000
const MAX_RETRY_AFTER_MS = 15 * 60_000

/** How long to wait before attempt `attempt` (1, 2, 3 …): doubling from 1 s to 60 s, with 20 % jitter. */
export function backoffMs(attempt: number, random: () => number): number {
  const base = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 10))
  return Math.round(base * (0.8 + 0.4 * random()))
}

/**
 * The wait that a `Retry-After` header asks for (RFC 9110, 10.2.3: seconds or an HTTP date), at most 15 minutes; null
 * if there is none or it says nothing.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null
  const text = header.trim()
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs
  if (Number.isNaN(ms) || (!/^\d+$/.test(text) && !/[a-z]/i.test(text))) return null
  return Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ms))
}
