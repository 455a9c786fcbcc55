'use client'

import { useEffect, useRef, type RefObject } from 'react'

/** Ctrl or ⌘ with the wheel zooms at the pointer. React's own wheel listener could not keep the page from zooming. */
export function useWheelZoom(
  body: RefObject<HTMLElement | null>,
  isTimed: boolean,
  pointerMs: RefObject<number | null>,
  zoomAt: (ms: number, factor: number) => void,
): void {
  const latest = useRef(zoomAt)
  useEffect(() => {
    latest.current = zoomAt
  })
  useEffect(() => {
    const element = body.current
    if (element === null || !isTimed) return
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      if (pointerMs.current !== null) latest.current(pointerMs.current, Math.exp(event.deltaY * 0.002))
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [body, isTimed, pointerMs])
}
