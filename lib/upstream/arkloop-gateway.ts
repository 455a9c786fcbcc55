import type { Clock } from './clock.ts'
import type { SeenRequest } from './listen.ts'
import type { Answer } from './script.ts'
import type { ArkloopAnswers } from './arkloop-answers.ts'

/** A bucket of so many requests, filled again at so many a minute. */
export type RateLimit = { capacity: number; perMinute: number }

/** The gateway before the server: what it refuses, null for what it lets pass. Streams are not counted. */
export function arkloopGateway(
  { capacity, perMinute }: RateLimit,
  answers: ArkloopAnswers,
  clock: Clock,
): (request: SeenRequest) => Answer | null {
  let left = capacity
  let filledMs = clock.now()
  return (request) => {
    if (isStream(request)) return null
    const nowMs = clock.now()
    left = Math.min(capacity, left + ((nowMs - filledMs) / 60_000) * perMinute)
    filledMs = nowMs
    if (left >= 1) {
      left -= 1
      return null
    }
    const waitSeconds = Math.ceil(((1 - left) / perMinute) * 60)
    const refused = answers.refuse(429, 'ratelimit.exceeded', 'rate limit exceeded')
    return {
      ...refused,
      headers: {
        ...refused.headers,
        'x-ratelimit-limit': String(capacity),
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.ceil(nowMs / 1000) + waitSeconds),
        'retry-after': String(waitSeconds),
      },
    }
  }
}

function isStream({ headers, path }: SeenRequest): boolean {
  return (
    (headers['accept'] ?? '').includes('text/event-stream') &&
    /^\/v1\/(threads\/[^/]+\/)?runs\/[^/]+\/events$/.test(path)
  )
}
