import { hash } from 'node:crypto'

// What an upstream sends again after a resume is matched in lock-step with the stored tail. Only a block that is proved
// to be stored is dropped; everything else is kept, and what contradicts the stored tail is marked.

/** A stored block with data, oldest first in the tail. Its content is told by a hash: a tail of large blocks must not be held. */
export type TailBlock = { identity: string | null; content: Uint8Array }

export type Verdict =
  | { do: 'store' }
  | { do: 'drop' }
  /** Keep it, after a gap frame that says why. */
  | { do: 'store_after_gap'; reason: 'unverified' | 'rewritten' }
  /** The upstream's ids begin anew: nothing before may be compared with what follows. */
  | { do: 'restart' }
  /** It is older than the tail: match again with the tail from seq 1. */
  | { do: 'rewind' }

type State = { name: 'seeking'; at: number } | { name: 'matching'; at: number } | { name: 'done' }

export type CatchUp = {
  /** Judges the next block with data of the connection. */
  step(block: TailBlock): Verdict
  done(): boolean
}

/**
 * Matches one connection. `cursor` is the identity that was sent, null from the start. `fromStart` says that the tail
 * begins with the run's (or the id epoch's) first block.
 */
export function createCatchUp(
  tail: readonly TailBlock[],
  {
    cursor,
    fromStart,
    compareIds,
  }: { cursor: string | null; fromStart: boolean; compareIds: (a: string, b: string) => number | null },
): CatchUp {
  const cursorAt = cursor === null ? -1 : tail.findLastIndex((block) => block.identity === cursor)
  const newest = tail.findLast((block) => block.identity !== null)?.identity ?? null
  let state: State = tail.length === 0 ? { name: 'done' } : { name: 'seeking', at: cursorAt + 1 }

  function seek(block: TailBlock, at: number): Verdict {
    if (block.identity === null) return matchWithoutIdentity(block, at, 'seeking')
    const found = find(cursorAt + 1, block) ?? find(0, block)
    if (found) {
      if (!found.same && found.at <= cursorAt) return end({ do: 'restart' })
      return matched(found)
    }
    // Nothing stored has an identity: only a replay from the start that repeated all of it shows that nothing is missing.
    if (newest === null) {
      const repeated = fromStart && cursorAt < 0 && at === tail.length
      return end(repeated ? { do: 'store' } : { do: 'store_after_gap', reason: 'unverified' })
    }
    const order = compareIds(block.identity, newest)
    if (order !== null && order > 0) return end({ do: 'store_after_gap', reason: 'unverified' })
    // Between the cursor and the newest there is now one that was not there: what is stored may still come again.
    if (cursor !== null && (compareIds(block.identity, cursor) ?? 0) > 0) {
      return { do: 'store_after_gap', reason: 'rewritten' }
    }
    if (!fromStart) return { do: 'rewind' }
    return end(order === null ? { do: 'store_after_gap', reason: 'unverified' } : { do: 'restart' })
  }

  function match(block: TailBlock, at: number): Verdict {
    if (block.identity === null) return matchWithoutIdentity(block, at, 'matching')
    // A stored block without identity may be passed over: heartbeats are seldom sent again.
    const next = indexFrom(at, (stored) => stored.identity !== null)
    const found = next < 0 ? null : find(next, block)
    if (found) return matched(found)
    // What was rewritten is stored behind frames that come after it: those may come again, and are stored.
    if (find(0, block)?.same) return { do: 'drop' }
    if (next < 0) return end({ do: 'store' })
    const order = newest === null ? null : compareIds(block.identity, newest)
    // The newest stored block did not come again, so nothing shows that this one follows it.
    if (order === null || order > 0) return end({ do: 'store_after_gap', reason: 'unverified' })
    return { do: 'store_after_gap', reason: 'rewritten' }
  }

  function matchWithoutIdentity(block: TailBlock, at: number, name: 'seeking' | 'matching'): Verdict {
    const stored = tail[at]
    if (!stored || stored.identity !== null || !equal(stored, block)) return { do: 'store' }
    state = { name, at: at + 1 }
    return { do: 'drop' }
  }

  /** The stored block of that identity from `start` on: of several the one with these bytes, else the first. */
  function find(start: number, block: TailBlock): { at: number; same: boolean } | null {
    const first = indexFrom(start, (stored) => stored.identity === block.identity)
    if (first < 0) return null
    const same = indexFrom(first, (stored) => stored.identity === block.identity && equal(stored, block))
    return same < 0 ? { at: first, same: false } : { at: same, same: true }
  }

  function matched({ at, same }: { at: number; same: boolean }): Verdict {
    state = { name: 'matching', at: at + 1 }
    return same ? { do: 'drop' } : { do: 'store_after_gap', reason: 'rewritten' }
  }

  /** Not `findIndex`: a long run that comes again whole would cost the square of its length. */
  function indexFrom(start: number, isIt: (stored: TailBlock) => boolean): number {
    for (let i = start; i < tail.length; i++) if (isIt(tail[i] as TailBlock)) return i
    return -1
  }

  function end(verdict: Verdict): Verdict {
    state = { name: 'done' }
    return verdict
  }

  return {
    done: () => state.name === 'done',
    step(block) {
      if (state.name === 'done') return { do: 'store' }
      return state.name === 'seeking' ? seek(block, state.at) : match(block, state.at)
    },
  }
}

/** A block without the blank lines and the byte order mark around it, which say nothing and may differ when sent again. */
export function contentOf(raw: Uint8Array): Uint8Array {
  let start = raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf ? 3 : 0
  let end = raw.length
  while (start < end && isLineEnd(raw[start])) start++
  while (end > start && isLineEnd(raw[end - 1])) end--
  return raw.subarray(start, end)
}

/** The hash of a block's content, by which it is known again. */
export function digestOf(raw: Uint8Array): Uint8Array {
  return hash('sha256', contentOf(raw), 'buffer')
}

function isLineEnd(byte: number | undefined) {
  return byte === 10 || byte === 13
}

function equal(stored: TailBlock | undefined, block: TailBlock): boolean {
  return stored !== undefined && Buffer.compare(stored.content, block.content) === 0
}
