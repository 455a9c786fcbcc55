/** Ids as Redis streams have them: `<ms>-<n>`, two integers. */
export type StreamId = string

/** The id after `last` at `nowMs`. Never goes back, even where the clock does. */
export function nextStreamId(last: StreamId | null, nowMs: number): StreamId {
  const [ms, n] = last === null || !isStreamId(last) ? [-1, 0] : parts(last)
  return nowMs > ms ? `${nowMs}-0` : `${ms}-${n + 1}`
}

/** Negative if `a` is older. Ids compare as numbers: `9-0` is before `10-0`. */
export function compareStreamIds(a: StreamId, b: StreamId): number {
  const [aMs, aN] = parts(a)
  const [bMs, bN] = parts(b)
  return aMs - bMs || aN - bN
}

/** `0` and `5` are ids too: Redis reads a missing second number as 0. */
export function isStreamId(text: string): boolean {
  return /^\d{1,15}(-\d{1,15})?$/.test(text)
}

function parts(id: StreamId): [number, number] {
  const [ms = '0', n = '0'] = id.split('-')
  return [Number(ms), Number(n)]
}
