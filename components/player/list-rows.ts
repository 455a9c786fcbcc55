import { rowOfSeq } from './kind-filter.ts'

/** Frames of one kind that follow each other, shown as one row. */
export type Fold = {
  from: number
  to: number
  kind: 'output' | 'reasoning'
  fromMs: number | null
  toMs: number | null
  /** How they begin; empty where that is only in the frames. */
  text: string
}

/**
 * A time in which nothing came, shown as a row of its own before the frame that ended it. `unknown` is one of which is not
 * at hand whether the run waited for something.
 */
export type Quiet = {
  seq: number
  fromMs: number
  toMs: number
  why: 'silence' | 'input' | 'unknown' | { tool: string }
}

export type ListRow = { type: 'frame'; seq: number } | { type: 'fold'; fold: Fold } | { type: 'quiet'; quiet: Quiet }

/** The rows of the list, in order. Frames keep their numbers, whatever stands between them. */
export type ListRows = {
  count: number
  at(index: number): ListRow | undefined
  /** The row of a frame, or of the fold that holds it; of the last frame before it where it has none. */
  rowOf(seq: number): number
}

type Entry = { seq: number; row: number; quiet: Quiet | null; fold: Fold | null }

/** All frames until `last`, some of them folded, with the quiet times between. Both are given in order of their frames. */
export function allRows(last: number, folds: readonly Fold[], quiets: readonly Quiet[]): ListRows {
  const entries: Entry[] = []
  let saved = 0
  let quietAt = 0
  const add = (seq: number, quiet: Quiet | null, fold: Fold | null) => {
    entries.push({ seq, row: seq - 1 - saved, quiet, fold })
    saved += (fold === null ? 0 : fold.to - fold.from) - (quiet === null ? 0 : 1)
  }
  const addQuiets = (until: number) => {
    for (let quiet = quiets[quietAt]; quiet !== undefined && quiet.seq < until; quiet = quiets[(quietAt += 1)])
      add(quiet.seq, quiet, null)
  }
  for (const fold of folds) {
    if (fold.from >= last) break
    addQuiets(fold.from)
    const quiet = quiets[quietAt]?.seq === fold.from ? quiets[quietAt++] : undefined
    add(fold.from, quiet ?? null, fold.to > last ? { ...fold, to: last } : fold)
  }
  addQuiets(last + 1)

  const before = (fits: (entry: Entry) => boolean): Entry | undefined => {
    let low = 0
    let high = entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      const entry = entries[middle]
      if (entry !== undefined && fits(entry)) low = middle + 1
      else high = middle
    }
    return entries[low - 1]
  }

  return {
    count: Math.max(0, last - saved),
    at(index) {
      if (index < 0 || index >= last - saved) return undefined
      const entry = before(({ row }) => row <= index)
      if (entry === undefined) return { type: 'frame', seq: index + 1 }
      let past = index - entry.row
      if (entry.quiet !== null) {
        if (past === 0) return { type: 'quiet', quiet: entry.quiet }
        past -= 1
      }
      if (entry.fold === null) return { type: 'frame', seq: entry.seq + past }
      return past === 0 ? { type: 'fold', fold: entry.fold } : { type: 'frame', seq: entry.fold.to + past }
    },
    rowOf(seq) {
      const entry = before((one) => one.seq <= seq)
      if (entry === undefined) return seq - 1
      const first = entry.row + (entry.quiet === null ? 0 : 1)
      return first + (entry.fold === null ? seq - entry.seq : Math.max(0, seq - entry.fold.to))
    },
  }
}

/** Only the frames of a filter, some of them folded. A fold shows once the filter has found all of its frames. */
export function filteredRows(seqs: readonly number[], last: number, folds: readonly Fold[]): ListRows {
  const found = rowOfSeq(seqs, last) + 1
  const whole = new Map<number, Fold>()
  for (const fold of folds) {
    const from = rowOfSeq(seqs, fold.from - 1) + 1
    if (rowOfSeq(seqs, fold.to) - from === fold.to - fold.from) whole.set(from + 1, fold)
  }
  // As if they were numbered anew, from 1 on.
  const numbered = [...whole].map(([from, fold]) => ({ ...fold, from, to: from + fold.to - fold.from }))
  const rows = allRows(found, numbered, [])
  return {
    count: rows.count,
    at(index) {
      const row = rows.at(index)
      if (row?.type === 'frame') return { type: 'frame', seq: seqs[row.seq - 1] ?? 0 }
      const fold = row?.type === 'fold' ? whole.get(row.fold.from) : undefined
      return fold === undefined ? undefined : { type: 'fold', fold }
    },
    rowOf: (seq) => Math.max(0, rows.rowOf(rowOfSeq(seqs, seq) + 1)),
  }
}

/** What a row begins with: the frame by which its place is known again when rows fold, unfold or are put between. */
export function seqOfRow(row: ListRow): number {
  return row.type === 'frame' ? row.seq : row.type === 'fold' ? row.fold.from : row.quiet.seq
}
