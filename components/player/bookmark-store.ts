import type { Bookmark } from './player-state.ts'

/** The bookmarks of a run, as this browser keeps them. Storage may be forbidden; then they last as long as the page. */
export function readBookmarks(runId: string): Bookmark[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(runId)) ?? '[]')
    return Array.isArray(stored) ? sorted(stored.filter(isBookmark)) : []
  } catch {
    return []
  }
}

export function writeBookmarks(runId: string, bookmarks: readonly Bookmark[]): void {
  try {
    if (bookmarks.length === 0) localStorage.removeItem(keyOf(runId))
    else localStorage.setItem(keyOf(runId), JSON.stringify(bookmarks))
  } catch {
    // They are still on the page.
  }
}

/** With a bookmark at a frame, or with another label for it; a null label takes it away. */
export function withBookmark(bookmarks: readonly Bookmark[], seq: number, label: string | null): Bookmark[] {
  const others = bookmarks.filter((bookmark) => bookmark.seq !== seq)
  return label === null ? others : sorted([...others, { seq, label }])
}

function sorted(bookmarks: readonly Bookmark[]): Bookmark[] {
  return bookmarks.toSorted((a, b) => a.seq - b.seq)
}

function keyOf(runId: string): string {
  return `runtape.bookmarks.${runId}`
}

function isBookmark(value: unknown): value is Bookmark {
  return (
    typeof value === 'object' &&
    value !== null &&
    'seq' in value &&
    Number.isInteger(value.seq) &&
    'label' in value &&
    typeof value.label === 'string'
  )
}
