/**
 * Time per output token (TPOT) in ms: from the first output to the end, over the tokens after the first. Null where
 * there are fewer than two tokens or no time. `firstMs` and `endMs` are on the run's clock.
 */
export function timePerTokenMs(tokens: number | null, firstMs: number | null, endMs: number | null): number | null {
  if (tokens === null || firstMs === null || endMs === null || tokens < 2 || endMs <= firstMs) return null
  return (endMs - firstMs) / (tokens - 1)
}

/** Output tokens a second: the same the other way round. */
export function tokensPerSecond(tokens: number | null, firstMs: number | null, endMs: number | null): number | null {
  const each = timePerTokenMs(tokens, firstMs, endMs)
  return each === null ? null : 1000 / each
}
