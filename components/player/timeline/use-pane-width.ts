'use client'

import { useEffect, useState, type RefObject } from 'react'

/** How wide the pane is, and how much of that its rows’ scrollbar takes. */
export function usePaneWidth(
  pane: RefObject<HTMLElement | null>,
  scroller: RefObject<HTMLElement | null>,
): { width: number; scrollbar: number } {
  const [size, setSize] = useState({ width: 0, scrollbar: 0 })
  useEffect(() => {
    const element = pane.current
    if (element === null) return
    const look = () => {
      const rows = scroller.current
      const next = { width: element.clientWidth, scrollbar: rows === null ? 0 : rows.offsetWidth - rows.clientWidth }
      setSize((before) => (before.width === next.width && before.scrollbar === next.scrollbar ? before : next))
    }
    const observer = new ResizeObserver(look)
    observer.observe(element)
    if (scroller.current?.firstElementChild) observer.observe(scroller.current.firstElementChild)
    return () => observer.disconnect()
  })
  return size
}
