const FIRST_MS = 1000
const MAX_MS = 60_000
const MAX_RETRY_AFTER_MS = 15 * 60_000

/** How long to wait before attempt `attempt` (1, 2, 3 …): doubling from 1 s to 60 s, with 20 % jitter. */
export function backoffMs(attempt: number, random: () => number): number {
  const base = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 10))
  return Math.round(base * (0.8 + 0.4 * random()))
}

/**
 * The wait that a `Retry-After` header asks for (RFC 9110, 10.2.3: seconds or an HTTP date), from 1 s to 15 minutes; null
 * if there is none, or it says nothing or that no wait is needed: then the usual wait is due, for an upstream in trouble
 * must not be asked without a pause.
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  const ms = header === undefined ? NaN : waitOf(header.trim(), nowMs)
  return ms > 0 ? Math.min(MAX_RETRY_AFTER_MS, Math.max(FIRST_MS, ms)) : null
}

/** Not `Date.parse` alone, which finds a date in any words with a number. */
function waitOf(text: string, nowMs: number): number {
  if (/^\d+$/.test(text)) return Number(text) * 1000
  return /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text) ? Date.parse(text) - nowMs : NaN
}
