'use client'

import { useCallback, useEffect, useRef, type PointerEvent } from 'react'
import { formatOffset } from '#lib/format/offset.ts'
import type { Zoom } from '../player-state.ts'
import { shareOf } from './scale.ts'

/**
 * A line over the bars that says what time it is there. It follows the pointer, and the keys: to the begin of the call
 * that is gone to, or wherever it is moved. Nothing is drawn again for it.
 */
export function useCrosshair(view: Zoom, startedAt: string | null) {
  const over = useRef<HTMLDivElement>(null)
  const atMs = useRef<number | null>(null)

  const show = useCallback(
    (ms: number | null) => {
      const element = over.current
      atMs.current = ms
      if (element === null) return
      element.dataset['over'] = String(ms !== null)
      if (ms === null) return
      element.style.setProperty('--x', String(ms))
      element.dataset['side'] = shareOf(view, ms) > 0.5 ? 'left' : 'right'
      const label = element.lastElementChild
      if (label !== null) label.textContent = timeWords(ms, startedAt)
    },
    [view, startedAt],
  )
  // What is in view has changed under it.
  useEffect(() => show(atMs.current), [show])

  const onPointerMove = useCallback(
    (event: PointerEvent) => {
      const box = over.current?.getBoundingClientRect()
      if (box === undefined || event.pointerType === 'touch') return
      const share = (event.clientX - box.left) / box.width
      show(share >= 0 && share <= 1 ? view.fromMs + share * (view.toMs - view.fromMs) : null)
    },
    [show, view],
  )
  const hide = useCallback(() => show(null), [show])
  return { over, atMs, show, hide, onPointerMove }
}

/** `+12.345 · 14:02:49.540 UTC` */
function timeWords(ms: number, startedAt: string | null): string {
  if (startedAt === null) return formatOffset(ms)
  const at = new Date(Date.parse(startedAt) + ms).toISOString()
  return `${formatOffset(ms)} · ${at.slice(11, 23)} UTC`
}
