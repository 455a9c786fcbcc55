'use client'

import { useEffect, useLayoutEffect, useRef, useState } from 'react'

const nearEnd = 32

/**
 * Keeps the end in view while it grows. Where the reader has scrolled away from it, the row at the top stays where it is,
 * whatever comes or goes above. Rows carry `data-row`, a number that grows downwards.
 */
export function useTranscriptScroll(follows: boolean) {
  const scroller = useRef<HTMLDivElement>(null)
  const stuck = useRef(true)
  const [isAtEnd, setAtEnd] = useState(true)
  const held = useRef<{ row: number; y: number } | null>(null)
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const onScroll = () => {
      stuck.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd
      held.current = stuck.current ? null : topRow(element)
      setAtEnd(stuck.current)
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => element.removeEventListener('scroll', onScroll)
  }, [])
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    if (stuck.current) {
      if (follows) element.scrollTop = element.scrollHeight
      return
    }
    const row = held.current && rowUpTo(element, held.current.row)
    if (row && held.current) element.scrollTop += yOf(element, row) - held.current.y
  })
  /** Keeps the rows in view where they are, also where the reader has not scrolled. */
  function hold(): void {
    if (scroller.current === null) return
    stuck.current = false
    held.current = topRow(scroller.current)
    setAtEnd(false)
  }

  return { scroller, isAtEnd, hold }
}

function topRow(element: HTMLElement): { row: number; y: number } | null {
  for (const row of rowsIn(element)) {
    const y = yOf(element, row)
    if (y + row.offsetHeight > 0) return { row: Number(row.dataset['row']), y }
  }
  return null
}

/** The row of that number, or the one before it where rows have become one. */
function rowUpTo(element: HTMLElement, number: number): HTMLElement | undefined {
  return [...rowsIn(element)].findLast((row) => Number(row.dataset['row']) <= number)
}

function rowsIn(element: HTMLElement): NodeListOf<HTMLElement> {
  return element.querySelectorAll<HTMLElement>(':scope > [data-row]')
}

function yOf(element: HTMLElement, row: HTMLElement): number {
  return row.getBoundingClientRect().top - element.getBoundingClientRect().top
}
