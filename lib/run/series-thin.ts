import type { Mark } from '#lib/api/series.ts'

export type Window = { fromMs: number; toMs: number }

/**
 * Marks of a window for `columns` pixels: at most two each, the least and the greatest, so that no extreme is lost. Fewer
 * than that are given as they are. `at` gives a mark's place and value, or null for one that is not drawn.
 */
export function thinMarks(
  count: number,
  at: (index: number) => Mark | null,
  { fromMs, toMs }: Window,
  columns: number,
): Mark[] {
  const all: Mark[] = []
  const least: (Mark | undefined)[] = []
  const greatest: (Mark | undefined)[] = []
  const width = (toMs - fromMs) / columns || 1
  let seen = 0
  for (let index = 0; index < count; index++) {
    const mark = at(index)
    if (mark === null || mark[0] < fromMs || mark[0] > toMs) continue
    seen++
    if (seen <= 2 * columns) all.push(mark)
    const column = Math.min(columns - 1, Math.floor((mark[0] - fromMs) / width))
    const low = least[column]
    const high = greatest[column]
    if (low === undefined || mark[1] < low[1]) least[column] = mark
    if (high === undefined || mark[1] > high[1]) greatest[column] = mark
  }
  if (seen <= 2 * columns) return all
  const kept: Mark[] = []
  for (let column = 0; column < columns; column++) {
    const low = least[column]
    const high = greatest[column]
    if (low === undefined || high === undefined) continue
    if (low === high) kept.push(low)
    else kept.push(...(low[2] < high[2] ? [low, high] : [high, low]))
  }
  return kept
}
