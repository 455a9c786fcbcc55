/**
 * Which rows of a list of fixed row height are in view. Browsers cap the height of an element, so beyond
 * `maxHeight` the list scrolls a shorter spacer: small scrolls move rows pixel by pixel, a jump with the
 * scrollbar lands in proportion, and `shift` is what lies between.
 */
export type RowWindow = {
  rowHeight: number
  rowCount: number
  viewHeight: number
  scrollTop: number
  /** Offset of a row in the whole list minus its offset in the spacer. */
  shift: number
}

export const maxHeight = 8_000_000

export function spacerHeight(view: RowWindow): number {
  return Math.min(view.rowCount * view.rowHeight, maxHeight)
}

/** First and one past the last row to draw, a few more than are in view. */
export function visibleRows(view: RowWindow, overscan = 12): { first: number; end: number } {
  const top = view.scrollTop + view.shift
  const first = Math.max(0, Math.floor(top / view.rowHeight) - overscan)
  const end = Math.min(view.rowCount, Math.ceil((top + view.viewHeight) / view.rowHeight) + overscan)
  return { first: Math.min(first, end), end }
}

/** Where a row lies in the spacer. */
export function rowTop(view: RowWindow, index: number): number {
  return index * view.rowHeight - view.shift
}

/** The window after the scroll position changed; `scrollTop` of the answer is where the element must be set. */
export function scrolled(view: RowWindow, scrollTop: number): RowWindow {
  const total = view.rowCount * view.rowHeight
  if (total <= maxHeight) return { ...view, scrollTop, shift: 0 }
  const jumped = Math.abs(scrollTop - view.scrollTop) > view.viewHeight * 3
  const room = maxHeight - view.viewHeight
  const inProportion = (scrollTop / room) * (total - view.viewHeight)
  if (jumped) return place(view, inProportion)
  const top = scrollTop + view.shift
  const nearEdge = scrollTop < view.viewHeight * 2 || scrollTop > room - view.viewHeight * 2
  return nearEdge ? place(view, top) : { ...view, scrollTop }
}

/** The window with a row at a share of the view's height from its top. */
export function scrolledToRow(view: RowWindow, index: number, share: number): RowWindow {
  return place(view, index * view.rowHeight - share * (view.viewHeight - view.rowHeight))
}

/** The window moved as little as it takes to show a row with one more on either side. */
export function scrolledToShow(view: RowWindow, index: number): RowWindow {
  const top = view.scrollTop + view.shift
  const rowAt = index * view.rowHeight
  if (rowAt - view.rowHeight < top) return place(view, rowAt - view.rowHeight)
  const overhang = rowAt + view.rowHeight * 2 - (top + view.viewHeight)
  return overhang > 0 ? place(view, top + overhang) : view
}

export function scrolledByPages(view: RowWindow, pages: number): RowWindow {
  return place(view, view.scrollTop + view.shift + pages * (view.viewHeight - view.rowHeight))
}

/** The window with an offset of the whole list at the top of the view. */
export function scrolledToTop(view: RowWindow, top: number): RowWindow {
  return place(view, top)
}

export function scrolledToEnd(view: RowWindow): RowWindow {
  return place(view, view.rowCount * view.rowHeight - view.viewHeight)
}

export function isAtEnd(view: RowWindow, slack = 24): boolean {
  return view.rowCount * view.rowHeight - (view.scrollTop + view.shift + view.viewHeight) <= slack
}

/** The whole-list offset `top`, with the spacer scrolled in proportion. */
function place(view: RowWindow, top: number): RowWindow {
  const total = view.rowCount * view.rowHeight
  const clamped = Math.round(Math.max(0, Math.min(top, total - view.viewHeight)))
  if (total <= maxHeight) return { ...view, scrollTop: clamped, shift: 0 }
  const scrollTop = Math.round((clamped / (total - view.viewHeight)) * (maxHeight - view.viewHeight))
  return { ...view, scrollTop, shift: clamped - scrollTop }
}
