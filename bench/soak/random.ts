/** Numbers from 0 to 1, 1 left out, the same for the same seed on every machine. */
export type Random = () => number

export function randomFrom(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) >>> 0
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A whole number from `from` to `to`, both among them. */
export function between(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1))
}

export function oneOf<T>(random: Random, items: readonly T[]): T {
  if (items.length === 0) throw new Error('there is nothing to choose from')
  return items[Math.floor(random() * items.length)] as T
}
