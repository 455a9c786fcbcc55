'use client'

import { useMemo, useState } from 'react'
import { emptyBlocks } from '#lib/run/transcript-blocks.ts'
import { foldsBefore, foldsOf } from './folds.ts'
import { allRows, filteredRows, type Fold, type ListRows, type Quiet } from './list-rows.ts'
import { silenceAfterMs } from './live-words.ts'
import type { PlayerState } from './player-state.ts'
import { heldBlocks, quietsOf, quietTimes } from './quiets.ts'

const noFolds: readonly Fold[] = []
const noQuiets: readonly Quiet[] = []

/**
 * The rows of the list. A fold is open that the reader opened, or while nothing plays and the selected frame lies in it;
 * not for its first frame, which its row stands for.
 */
export function useListRows(state: PlayerState, condensed: boolean) {
  const { tail, filter, tip, markers, play, run } = state
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const blocks = tip?.transcript.blocks
  const stallMs = silenceAfterMs(run.itlP50Ms)
  const filtered = filter !== null
  const unused = blocks === undefined || (filtered && !condensed)
  const { since, held } = useMemo(() => heldBlocks(blocks ?? emptyBlocks), [blocks])
  const quiets = useMemo(
    () => (unused ? noQuiets : quietsOf(markers, blocks, stallMs)),
    [unused, blocks, markers, stallMs],
  )
  // Thousands of folds of a long run, which stay as they are while its end grows.
  const early = useMemo(
    () => (condensed && since > 0 ? foldsBefore(since, markers, quietTimes(markers, [], stallMs)) : noFolds),
    [condensed, since, markers, stallMs],
  )
  const folds = useMemo(
    () => (unused || !condensed ? noFolds : [...early, ...foldsOf(held, quiets)]),
    [unused, condensed, early, held, quiets],
  )
  const stepped = play.playing || tail.mode === 'follow' ? null : tail.selected
  const inside = stepped === null ? undefined : folds.find(({ from, to }) => from < stepped && stepped <= to)
  const insideFrom = inside?.from ?? null
  const rows = useMemo<ListRows>(() => {
    const closed = folds.filter(({ from }) => from !== insideFrom && !opened.has(from))
    return filter === null ? allRows(tail.shownSeq, closed, quiets) : filteredRows(filter.seqs, tail.shownSeq, closed)
  }, [filter, tail.shownSeq, folds, quiets, opened, insideFrom])
  return {
    rows,
    isOpened: (seq: number) => opened.has(seq),
    /** Opens a fold, or closes it again. */
    toggle(from: number) {
      const next = new Set(opened)
      if (!next.delete(from)) next.add(from)
      setOpened(next)
    },
  }
}
