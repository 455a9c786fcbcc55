const pattern = /^(\d{1,15})-(\d{1,15})$/

/** The two integers of a Redis stream id (`<ms>-<n>`), or null if it is none. */
export function parseRedisId(id: string): { ms: number; n: number } | null {
  const match = pattern.exec(id)
  return match ? { ms: Number(match[1]), n: Number(match[2]) } : null
}

/** Order of two Redis stream ids, as two integers and not as text (`x-10` comes after `x-2`); null if one is none. */
export function compareRedisIds(a: string, b: string): number | null {
  const left = parseRedisId(a)
  const right = parseRedisId(b)
  if (!left || !right) return null
  return left.ms - right.ms || left.n - right.n
}
