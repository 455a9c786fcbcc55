'use client'

import { memo, useRef, useState, type CSSProperties, type PointerEvent, type ReactNode } from 'react'
import type { CallNode } from '#lib/run/waterfall.ts'
import { timeLabel, timeTicks } from '#components/charts/ticks.ts'
import type { Zoom } from '../player-state.ts'
import { shareOf } from './scale.ts'

const slots = 240
const minDragShare = 0.005

type MinimapProps = {
  roots: readonly CallNode[]
  /** Now, or the run’s end. */
  endMs: number
  /** All of the axis. */
  wholeMs: number
  view: Zoom
  mostTicks: number
  onRange: (range: Zoom | null) => void
  name: ReactNode
  took: ReactNode
}

/** All of the run in one line, whatever is in view. A drag chooses a stretch of it. */
export function Minimap({ roots, endMs, wholeMs, view, mostTicks, onRange, name, took }: MinimapProps) {
  const track = useRef<HTMLSpanElement>(null)
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null)
  const isZoomed = view.fromMs > 0 || view.toMs < wholeMs
  const window = drag
    ? { from: Math.min(drag.from, drag.to), to: Math.max(drag.from, drag.to) }
    : isZoomed
      ? { from: view.fromMs / wholeMs, to: view.toMs / wholeMs }
      : null
  const shareAt = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect()
    return box === undefined || box.width === 0 ? 0 : Math.max(0, Math.min(1, (event.clientX - box.left) / box.width))
  }
  return (
    <div className="tl-row tl-mini h-[18px] border-b border-hairline">
      <span className="flex min-w-0 items-center pl-2">{name}</span>
      <span
        ref={track}
        data-testid="minimap"
        className="relative h-full cursor-crosshair touch-none overflow-hidden"
        title="Drag to look at a stretch"
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          setDrag({ from: shareAt(event), to: shareAt(event) })
        }}
        onPointerMove={(event) => drag && setDrag({ from: drag.from, to: shareAt(event) })}
        onPointerCancel={() => setDrag(null)}
        onPointerUp={() => {
          if (drag && window && window.to - window.from >= minDragShare)
            onRange({ fromMs: Math.round(window.from * wholeMs), toMs: Math.round(window.to * wholeMs) })
          setDrag(null)
        }}
      >
        <Ticks view={{ fromMs: 0, toMs: wholeMs }} most={mostTicks} />
        <Coverage roots={roots} endMs={endMs} wholeMs={wholeMs} />
        {window && (
          <span
            className="absolute inset-y-0 border-x border-accent bg-selected"
            style={{ left: `${window.from * 100}%`, width: `${(window.to - window.from) * 100}%` }}
          />
        )}
      </span>
      <span className="flex justify-end pr-2">{took}</span>
    </div>
  )
}

/** Round moments of a stretch. */
export function Ticks({ view, most }: { view: Zoom; most: number }) {
  return (
    <span aria-hidden="true" className="absolute inset-0 z-1 font-mono text-2xs text-muted">
      {timeTicks(view.fromMs, view.toMs, most).map((ms) => {
        const share = shareOf(view, ms)
        return share > 0.96 ? null : (
          <span
            key={ms}
            className={share < 0.01 ? 'absolute' : 'absolute -translate-x-1/2'}
            style={{ left: `${share * 100}%` } as CSSProperties}
          >
            {timeLabel(ms)}
          </span>
        )
      })}
    </span>
  )
}

/** Where calls lie, as few marks however many they are. */
const Coverage = memo(function Coverage({ roots, endMs, wholeMs }: Pick<MinimapProps, 'roots' | 'endMs' | 'wholeMs'>) {
  return (
    <span aria-hidden="true">
      {coverageOf(roots, endMs, wholeMs).map(({ from, to }) => (
        <span
          key={from}
          className="absolute bottom-0 border-b-3 border-k-tool"
          style={{ left: `${(from / slots) * 100}%`, width: `${((to - from) / slots) * 100}%` }}
        />
      ))}
    </span>
  )
})

function coverageOf(roots: readonly CallNode[], endMs: number, wholeMs: number): { from: number; to: number }[] {
  const covered = new Uint8Array(slots)
  for (const { fromMs, toMs } of roots) {
    if (fromMs === null || wholeMs <= 0) continue
    const first = Math.min(slots - 1, Math.floor((fromMs / wholeMs) * slots))
    const last = Math.min(slots - 1, Math.floor(((toMs ?? endMs) / wholeMs) * slots))
    covered.fill(1, Math.max(0, first), last + 1)
  }
  const ranges: { from: number; to: number }[] = []
  covered.forEach((is, slot) => {
    const last = ranges.at(-1)
    if (!is) return
    if (last?.to === slot) last.to = slot + 1
    else ranges.push({ from: slot, to: slot + 1 })
  })
  return ranges
}
