const MOST_AT_ONCE = 20

/**
 * How many runs a recorder gives away at a heartbeat, having `owned` of which `share` would be fair: none for a small
 * difference, because each costs its upstream a connection, and never many at once.
 */
export function surplusOf({ owned, share }: { owned: number; share: number }): number {
  const surplus = owned - share
  return surplus > Math.max(1, share / 5) ? Math.min(surplus, MOST_AT_ONCE) : 0
}
