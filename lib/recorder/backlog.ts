// Frames that were waiting for us say when we read them, not when they happened. An upstream does not tell where they
// end, so it is read off: a frame that the upstream dates after our request, or a pause, and we are at its edge.

const QUIET_US = 250_000
const SKEW_US = 1_000_000

/** Tells for each frame of a connection whether it is read while catching up. */
export type Backlog = {
  /** A socket read came in. */
  read(nowUs: number): void
  /** Whether this frame is of the backlog. */
  holds(emittedUs: number | null): boolean
}

/** `behind`: whether the connection starts with a backlog (it resumes, or watches a run that it did not start). */
export function createBacklog({ behind, openedUs }: { behind: boolean; openedUs: number }): Backlog {
  let catchingUp = behind
  let lastReadUs = openedUs
  return {
    read(nowUs) {
      if (nowUs - lastReadUs >= QUIET_US) catchingUp = false
      lastReadUs = nowUs
    },
    holds(emittedUs) {
      if (emittedUs !== null && emittedUs >= openedUs - SKEW_US) catchingUp = false
      return catchingUp
    },
  }
}
