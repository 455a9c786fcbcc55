/**
 * The last frame at or before a place on the run's clock, the first if there is none before. `index` holds some
 * frames with their offsets; what lies between them is asked for, each time in the middle.
 */
export async function seqAt(
  ms: number,
  lastSeq: number,
  index: readonly (readonly [seq: number, offsetMs: number | null])[],
  offsetOf: (seq: number) => Promise<number | null>,
): Promise<number> {
  let low = 1
  let high = lastSeq + 1
  for (const [seq, offsetMs] of index) {
    if (offsetMs === null || seq > lastSeq) continue
    if (offsetMs <= ms) low = Math.max(low, seq)
    else {
      high = Math.min(high, seq)
      break
    }
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1
    const offsetMs = await offsetOf(middle)
    if (offsetMs === null || offsetMs <= ms) low = middle
    else high = middle
  }
  return low
}
