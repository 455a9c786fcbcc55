'use client'

import { useCallback, useRef, type PointerEvent } from 'react'
import { formatOffset } from '#lib/format/offset.ts'
import type { Zoom } from '../player-state.ts'

/** Follows the pointer over the bars without drawing anything again: a line, and what time it is there. */
export function useCrosshair(view: Zoom, startedAt: string | null) {
  const over = useRef<HTMLDivElement>(null)
  const pointerMs = useRef<number | null>(null)

  const onPointerMove = useCallback(
    (event: PointerEvent) => {
      const element = over.current
      if (element === null) return
      const box = element.getBoundingClientRect()
      const x = event.clientX - box.left
      const isOver = x >= 0 && x <= box.width && event.pointerType !== 'touch'
      element.dataset['over'] = String(isOver)
      pointerMs.current = isOver ? view.fromMs + (x / box.width) * (view.toMs - view.fromMs) : null
      if (pointerMs.current === null) return
      element.style.setProperty('--x', `${x}px`)
      element.dataset['side'] = x > box.width / 2 ? 'left' : 'right'
      const label = element.lastElementChild
      if (label !== null) label.textContent = timeWords(pointerMs.current, startedAt)
    },
    [view, startedAt],
  )
  const onPointerLeave = useCallback(() => {
    pointerMs.current = null
    if (over.current !== null) over.current.dataset['over'] = 'false'
  }, [])
  return { over, pointerMs, onPointerMove, onPointerLeave }
}

/** `+12.345 · 14:02:49.540 UTC` */
function timeWords(ms: number, startedAt: string | null): string {
  if (startedAt === null) return formatOffset(ms)
  const at = new Date(Date.parse(startedAt) + ms).toISOString()
  return `${formatOffset(ms)} · ${at.slice(11, 23)} UTC`
}
