import { setTimeout as sleep } from 'node:timers/promises'

/** Time as a script sees it: `now` in ms since 1970; a sleep that is aborted just returns. */
export type Clock = { now(): number; sleep(ms: number, signal: AbortSignal): Promise<void> }

/** The real clock. At `speed` 2 every wait takes half its time. */
export function realClock(speed = 1): Clock {
  return {
    now: () => Date.now(),
    async sleep(ms, signal) {
      // The only way that this rejects is the abort, which the caller looks at itself.
      await sleep(ms / speed, undefined, { signal }).catch(() => undefined)
    },
  }
}

/** No wait takes time, yet time goes on: ids say when things would have happened. */
export function instantClock(startMs = 1_717_000_000_000): Clock {
  let nowMs = startMs
  return {
    now: () => nowMs,
    async sleep(ms) {
      nowMs += ms
    },
  }
}
