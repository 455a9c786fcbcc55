'use client'

import { useEffect, useRef, type RefObject } from 'react'

/** Ctrl or ⌘ with the wheel zooms at the pointer. React's own wheel listener could not keep the page from zooming. */
export function useWheelZoom(
  body: RefObject<HTMLElement | null>,
  isTimed: boolean,
  atMs: RefObject<number | null>,
  zoomAt: (ms: number, factor: number) => void,
): void {
  const latest = useRef(zoomAt)
  useEffect(() => {
    latest.current = zoomAt
  })
  useEffect(() => {
    const element = body.current
    if (element === null || !isTimed) return
    let turned = 0
    let frame = 0
    const zoom = () => {
      frame = 0
      if (atMs.current !== null) latest.current(atMs.current, Math.exp(turned * 0.002))
      turned = 0
    }
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      turned += event.deltaY
      // A wheel turns faster than a screen draws.
      if (frame === 0) frame = requestAnimationFrame(zoom)
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      cancelAnimationFrame(frame)
      element.removeEventListener('wheel', onWheel)
    }
  }, [body, isTimed, atMs])
}
