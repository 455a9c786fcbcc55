'use client'

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { seqOfRow, type ListRows } from './list-rows.ts'
import type { PlayerState, ScrollRequest } from './player-state.ts'
import {
  isAtEnd,
  scrolled,
  scrolledByPages,
  scrolledToEnd,
  scrolledToRow,
  scrolledToShow,
  scrolledToTop,
  spacerHeight,
  type RowWindow,
} from './row-window.ts'
import { narrow, useMedia, usePlayerParts } from './use-player.ts'

/**
 * Keeps the scroll element and the window of rows in step: with the reader, the tail and what is asked for. When rows
 * fold, unfold or are put between others, the frame at the top of the view stays where it is.
 */
export function useRowWindow(rows: ListRows, state: PlayerState) {
  const rowCount = rows.count + 1
  const scroller = useRef<HTMLDivElement>(null)
  const { store } = usePlayerParts()
  const rowHeight = useMedia(narrow) ? 44 : 28
  const [view, setView] = useState<RowWindow>({ rowHeight, rowCount, viewHeight: 0, scrollTop: 0, shift: 0 })
  const current = useRef(view)
  const asked = useRef<ScrollRequest | null>(null)
  const drawn = useRef(rows)

  const show = useCallback((next: RowWindow) => {
    current.current = next
    setView((shown) => (isSame(shown, next) ? shown : next))
    const element = scroller.current
    if (element !== null && Math.abs(element.scrollTop - next.scrollTop) >= 1) element.scrollTop = next.scrollTop
  }, [])

  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const observer = new ResizeObserver(() => show({ ...current.current, viewHeight: element.clientHeight }))
    observer.observe(element)
    return () => observer.disconnect()
  }, [show])

  useLayoutEffect(() => {
    const sized = anchored({ ...current.current, rowHeight, rowCount }, drawn.current, rows)
    drawn.current = rows
    const element = scroller.current
    const spacer = element?.firstElementChild
    // The spacer must have its new height before the element can scroll into it.
    if (spacer instanceof HTMLElement) spacer.style.setProperty('height', `${spacerHeight(sized)}px`)
    if (sized.viewHeight === 0) {
      current.current = sized
      return
    }
    if (asked.current !== state.scroll) {
      asked.current = state.scroll
      show(answer(sized, state, rows))
    } else show(state.tail.mode === 'follow' ? scrolledToEnd(sized) : sized)
  }, [rowHeight, rowCount, rows, state, view.viewHeight, show])

  const onScroll = useCallback(() => {
    const element = scroller.current
    if (element === null || Math.abs(element.scrollTop - current.current.scrollTop) < 1) return
    const down = element.scrollTop > current.current.scrollTop
    show(scrolled(current.current, element.scrollTop))
    if (down && isAtEnd(current.current)) store.reachBottom()
  }, [show, store])

  return { scroller, view, onScroll }
}

function isSame(a: RowWindow, b: RowWindow): boolean {
  return (
    a.scrollTop === b.scrollTop &&
    a.shift === b.shift &&
    a.rowCount === b.rowCount &&
    a.viewHeight === b.viewHeight &&
    a.rowHeight === b.rowHeight
  )
}

function answer(view: RowWindow, { scroll: { to } }: PlayerState, rows: ListRows): RowWindow {
  if (to === 'end') return scrolledToEnd(view)
  if (to === 'start') return scrolledToRow(view, 0, 0)
  if ('pages' in to) return scrolledByPages(view, to.pages)
  const row = rows.rowOf(to.seq)
  return to.share < 0 ? scrolledToShow(view, row) : scrolledToRow(view, row, to.share)
}

/** The window over new rows with the row at its top where it was. */
function anchored(view: RowWindow, before: ListRows, rows: ListRows): RowWindow {
  if (before === rows) return view
  const top = view.scrollTop + view.shift
  const index = Math.floor(top / view.rowHeight)
  const row = before.at(index)
  if (row === undefined) return view
  const at = rows.rowOf(seqOfRow(row))
  const isBefore = row.type === 'quiet' && rows.at(at - 1)?.type === 'quiet'
  const moved = (at - (isBefore ? 1 : 0) - index) * view.rowHeight
  return moved === 0 ? view : scrolledToTop(view, top + moved)
}
