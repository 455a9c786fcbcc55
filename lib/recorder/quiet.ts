/** Calls back after so many ms; `cancel` before that, and it never does. */
export type Timer = (callback: () => void, ms: number) => { cancel(): void }

export const realTimer: Timer = (callback, ms) => {
  const timer = setTimeout(callback, ms)
  return { cancel: () => clearTimeout(timer) }
}

/** Calls back once no frame with data was heard of for as long as may be. */
export type Quiet = {
  /** `ms`: how long may be, from the last frame with data on; null: for ever. `frames`: how many there were so far. */
  heard(ms: number | null, frames: number): void
  stop(): void
}

export function createQuiet(timer: Timer, onQuiet: () => void): Quiet {
  let running: { cancel(): void } | null = null
  let last = { ms: null as number | null, frames: 0 }
  return {
    heard(ms, frames) {
      if (ms === last.ms && frames === last.frames) return
      last = { ms, frames }
      running?.cancel()
      running = ms === null ? null : timer(onQuiet, ms)
    },
    stop() {
      running?.cancel()
      running = null
    },
  }
}
