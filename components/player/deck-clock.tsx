'use client'

import { useEffect, useRef, useState } from 'react'
import { formatClock, formatOffset } from '#lib/format/offset.ts'
import { cx } from '#components/ui/cx.ts'
import type { PlayerStore } from './player-store.ts'
import { usePlayerParts } from './use-player.ts'

/** `+38.214 / 41.203` on the run's own clock, which folding never changes. Written past React, once a paint. */
export function DeckClock({ className }: { className?: string }) {
  const { store } = usePlayerParts()
  const at = useRef<HTMLSpanElement>(null)
  const of = useRef<HTMLSpanElement>(null)
  const [[position, total]] = useState(() => clockWords(store))
  useEffect(() => {
    const write = () => {
      if (at.current === null || of.current === null) return
      const [position, total] = clockWords(store)
      if (at.current.textContent !== position) at.current.textContent = position
      if (of.current.textContent !== total) of.current.textContent = total
    }
    write()
    const stops = [store.subscribe(write), store.onPosition(write)]
    return () => stops.forEach((stop) => stop())
  }, [store])
  return (
    <span
      role="timer"
      aria-label="Time of the shown frame"
      className={cx('font-mono text-lg font-semibold whitespace-pre', className)}
    >
      <span ref={at}>{position}</span>
      <span ref={of} className="font-normal text-muted">
        {total}
      </span>
    </span>
  )
}

function clockWords(store: PlayerStore): [position: string, total: string] {
  const { tail, run, markers } = store.getState()
  const position = store.positionMs()
  if (position === null) return ['', run.clock === 'none' ? 'no clock' : '']
  if (tail.live && tail.mode === 'follow') return [formatOffset(position), ' live']
  const edge = store.edgeMs()
  const total = tail.live ? edge : (markers?.durationMs ?? run.durationMs ?? edge)
  return [formatOffset(position), total === null ? '' : ` / ${formatClock(Math.max(total, position))}`]
}
