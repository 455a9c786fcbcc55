import type { RunChain } from '#lib/api/chain.ts'
import { emptyChain, nextChain } from '#lib/recorder/chain.ts'
import type { Verdict } from './verdict.ts'

/** A stored frame as the server gives it. */
export type StoredFrame = { seq: number; kind: string; raw: Uint8Array }

/**
 * Compares the bytes of an `.sse` file with the stored frames, block by block, and those with the chain that the
 * recorder kept while it received them.
 */
export async function compareSse(
  chunks: AsyncIterable<Uint8Array>,
  frames: AsyncIterable<StoredFrame>,
  end: RunChain,
): Promise<Verdict> {
  const file = byteReader(chunks)
  let chain = emptyChain
  let bytes = 0
  let seq = 0
  let gaps = 0
  for await (const frame of frames) {
    if (frame.seq > end.lastSeq) break
    if (frame.kind === 'gap') gaps++
    else {
      const there = await file.take(frame.raw.length)
      const at = firstDifference(there, frame.raw)
      if (at !== null) {
        // It ends, perhaps within a block: what is there of it is right.
        if (at === there.length) return { name: 'part', after: seq, of: end.lastSeq }
        return {
          name: 'differs',
          at: frame.seq,
          why: `byte ${bytes + at + 1} of the file is not the one that is stored`,
        }
      }
      chain = nextChain(chain, frame.raw)
      bytes += frame.raw.length
    }
    seq = frame.seq
  }
  if ((await file.take(1)).length > 0) {
    return { name: 'differs', at: seq + 1, why: `the file goes on after byte ${bytes}, where the run ends` }
  }
  if (chain !== end.chain || seq !== end.lastSeq) {
    const why =
      'the file is what the server holds, but that is not what the recorder received: its frames were changed in the database'
    return { name: 'differs', at: null, why }
  }
  return { name: 'whole', run: end.run, frames: seq, gaps, bytes, chain, closed: end.closed }
}

/** The first place at which they differ, the end of the shorter one included; null if they are equal. */
function firstDifference(one: Uint8Array, other: Uint8Array): number | null {
  const length = Math.min(one.length, other.length)
  for (let i = 0; i < length; i++) if (one[i] !== other[i]) return i
  return one.length === other.length ? null : length
}

/** Bytes of chunks, as many at a time as are asked for; fewer at the end. */
function byteReader(chunks: AsyncIterable<Uint8Array>): { take(count: number): Promise<Uint8Array> } {
  const reading = chunks[Symbol.asyncIterator]()
  let held: Uint8Array = new Uint8Array(0)
  return {
    async take(count) {
      const parts = [held]
      let length = held.length
      while (length < count) {
        const next = await reading.next()
        if (next.done) break
        parts.push(next.value)
        length += next.value.length
      }
      const all = Buffer.concat(parts, length)
      held = all.subarray(count)
      return all.subarray(0, count)
    },
  }
}
