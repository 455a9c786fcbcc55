import type { Markers } from '#lib/api/markers.ts'
import type { Block } from '#lib/run/transcript.ts'
import { leastTokens } from '#lib/run/token-stretches.ts'
import type { Fold } from './list-rows.ts'
import type { QuietTime } from './quiets.ts'

const textLength = 120

/**
 * Stretches of at least five frames that are one text, as they fold to one row. A block into which frames of other
 * kinds came is none: they would be hidden. A quiet time within parts it.
 */
export function foldsOf(blocks: readonly Block[], quiets: readonly QuietTime[]): Fold[] {
  const { folds, add } = parted(quiets)
  for (const block of blocks) {
    if ((block.type !== 'text' && block.type !== 'reasoning') || block.frames !== block.toSeq - block.fromSeq + 1)
      continue
    const { fromSeq: from, toSeq: to, fromMs, toMs } = block
    const kind = block.type === 'text' ? 'output' : 'reasoning'
    add({ from, to, kind, fromMs, toMs, text: block.text.slice(0, textLength) })
  }
  return folds
}

/** The same before a frame, where no blocks are at hand: by the kinds of the frames, which do not tell the text. */
export function foldsBefore(since: number, markers: Markers | null, quiets: readonly QuietTime[]): Fold[] {
  const { folds, add } = parted(quiets)
  for (const [from, to, kind, fromMs, toMs] of markers?.stretches.list ?? []) {
    if (from >= since) break
    if (to < since) add({ from, to, kind, fromMs, toMs, text: '' })
    else add({ from, to: since - 1, kind, fromMs, toMs: null, text: '' })
  }
  return folds
}

/** Folds, parted at the quiet times within them. Both come in the order of their frames. */
function parted(quiets: readonly QuietTime[]) {
  const folds: Fold[] = []
  let at = 0
  const addLong = (fold: Fold) => {
    if (fold.to - fold.from + 1 >= leastTokens) folds.push(fold)
  }
  return {
    folds,
    add(fold: Fold) {
      let rest = fold
      while ((quiets[at]?.seq ?? Infinity) <= fold.from) at += 1
      for (let quiet = quiets[at]; quiet !== undefined && quiet.seq <= fold.to; quiet = quiets[(at += 1)]) {
        addLong({ ...rest, to: quiet.seq - 1, toMs: quiet.fromMs })
        rest = { ...rest, from: quiet.seq, fromMs: quiet.toMs, text: '' }
      }
      addLong(rest)
    },
  }
}
