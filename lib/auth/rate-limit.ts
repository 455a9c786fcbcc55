export type RateLimit = { client: number; everyone: number; windowMs: number }

/**
 * Counts attempts in a sliding window, of each client and of all together; one that is over either limit is not counted.
 * `wait` is in ms, 0 if the attempt may go on.
 */
export function createRateLimiter(limit: RateLimit, now: () => number = () => performance.now()) {
  let attempts: { client: string; at: number }[] = []
  return {
    attempt(client: string): { wait: number } {
      const since = now() - limit.windowMs
      attempts = attempts.filter(({ at }) => at > since)
      const own = attempts.filter((attempt) => attempt.client === client)
      const full = own.length >= limit.client ? own : attempts.length >= limit.everyone ? attempts : null
      if (full) return { wait: Math.max(1, (full[0]?.at ?? since) - since) }
      attempts.push({ client, at: now() })
      return { wait: 0 }
    },
  }
}
