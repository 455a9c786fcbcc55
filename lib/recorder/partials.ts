const MOST_BYTES = 16 * 1024 * 1024
const LEAST_BYTES = 1024 * 1024
const TOTAL_BYTES = 128 * 1024 * 1024

/** The block that one stream has begun and not ended. */
export type Partial = {
  /** How large it may get. */
  most(): number
  /** How many bytes of it are held now. */
  holds(bytes: number): void
}

/** Bytes of all such blocks of this process. */
export type Partials = { open(): Partial; bytes(): number }

/**
 * Bounds what blocks that never end may hold: one 16 MB, and where all together hold 128 MB each that is above 1 MB
 * counts as too large. They cannot be held back as finished ones are, for only what is read can end them.
 */
export function createPartials(): Partials {
  let total = 0
  return {
    bytes: () => total,
    open() {
      let own = 0
      return {
        most: () => (total < TOTAL_BYTES ? MOST_BYTES : LEAST_BYTES),
        holds(bytes) {
          total += bytes - own
          own = bytes
        },
      }
    },
  }
}
