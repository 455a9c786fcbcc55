'use client'

import { useDeferredValue, useEffect, useEffectEvent, useState } from 'react'
import { firstHeld, leafSize } from '#lib/run/transcript-blocks.ts'
import { addLeaves, missingFrom, readStretch, withLeaves, type Leaves } from './earlier-blocks.ts'
import type { RunState } from './frame-source.ts'
import { words } from './player-core.ts'
import { usePlayerParts } from './use-player.ts'

const usuallyShown = 192
/** What can be in view at all is enough while all of it moves on. */
const shownInMotion = 32
/** More rows than that would be slow to lay out. */
const mostShown = 2000

/**
 * The blocks that are shown of a state: its last ones, and as many before as the reader asks for, which are read where the
 * state does not hold them. Blocks go away at the top in steps, so that not every new block moves all others.
 */
export function useEarlierBlocks(state: RunState | null, inMotion: boolean) {
  const { source } = usePlayerParts()
  const [known, setKnown] = useState<Leaves>(() => new Map())
  /** Index of the first block that the reader asked for. */
  const [wanted, setWanted] = useState<number | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const blocks = state === null ? null : withLeaves(state.transcript.blocks, known)
  const total = blocks?.length ?? 0
  // The others come back in pieces, so that pausing is no more work than playing.
  const count = useDeferredValue(inMotion ? shownInMotion : usuallyShown)
  const usual = Math.max(0, Math.floor((total - count) / leafSize) * leafSize)
  const isNear = wanted !== null && total - wanted <= mostShown
  const from = isNear ? Math.min(wanted, usual) : usual
  const missing = blocks === null || !isNear || problem !== null ? null : missingFrom(blocks, from)
  const first = missing?.from ?? null
  const end = missing?.to ?? null
  // What is missing is the same as of any frame that it is missing at.
  const at = useEffectEvent(() => state?.at ?? 0)

  useEffect(() => {
    if (first === null || end === null) return
    let gone = false
    readStretch((start, to) => source.blocks(at(), start, to), first, end).then(
      (found) => !gone && setKnown((before) => addLeaves(before, first, found)),
      (error: unknown) => !gone && setProblem(words(error)),
    )
    return () => {
      gone = true
    }
  }, [source, first, end])

  return {
    blocks,
    from: blocks === null ? 0 : Math.max(from, firstHeld(blocks)),
    isReading: missing !== null,
    problem,
    isFull: total - from + usuallyShown > mostShown,
    showEarlier: () => setWanted(Math.max(0, from - usuallyShown)),
    tryAgain: () => setProblem(null),
  }
}

export type EarlierBlocks = ReturnType<typeof useEarlierBlocks>
