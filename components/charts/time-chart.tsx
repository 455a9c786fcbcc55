'use client'

import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import { nearestPoint, nextKnown, previousKnown, type ChartBreak, type ChartPoint } from './chart-point.ts'
import { usePointed, type Crosshair } from './crosshair.ts'
import { margins, TimePlot, type TimePlotProps } from './time-plot.tsx'
import { useWidth } from './use-width.ts'

type Props = Omit<TimePlotProps, 'width'> & {
  label: string
  crosshair: Crosshair
  /** Where the run is shown now; null where that has no time. */
  playheadMs: number | null
  /** A point in words, for the tooltip and for those who hear it. */
  words: (point: ChartPoint) => string
  onOpen: (seq: number) => void
  /** Null is the whole run. */
  onZoom: (window: ChartBreak | null) => void
}

/**
 * A chart over the run's time. Pointer: the crosshair follows, a click opens the frame, a drag zooms, a double click shows
 * all. Keys: arrows go from mark to mark, Enter opens the frame, + and − zoom, Escape shows all.
 */
export function TimeChart({ label, crosshair, playheadMs, words, onOpen, onZoom, ...plot }: Props) {
  const { ref, width } = useWidth<HTMLDivElement>()
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null)
  const pointed = usePointed(crosshair)
  const { points, window, height } = plot
  const inner = Math.max(1, width - margins.left - margins.right)
  const span = Math.max(1e-6, window.toMs - window.fromMs)
  const msAt = (x: number) => window.fromMs + (Math.max(0, Math.min(inner, x - margins.left)) / inner) * span
  const xOf = (ms: number) => margins.left + ((ms - window.fromMs) / span) * inner
  const marks = plot.peaks && points.length === 0 ? plot.peaks : points
  const index = pointed === null ? -1 : nearestPoint(marks, pointed.ms)
  const point = marks[index]
  const isMine = pointed?.chart === label && point !== undefined

  function goTo(next: number): void {
    const to = marks[next]
    if (to) crosshair.set({ ms: to.ms, chart: label })
  }

  function zoomBy(factor: number): void {
    const middle = pointed?.ms ?? (window.fromMs + window.toMs) / 2
    const half = (span * factor) / 2
    onZoom({ fromMs: Math.max(0, middle - half), toMs: middle + half })
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const at = index === -1 ? nextKnown(marks, 0) : index
    const page = Math.max(1, Math.floor(marks.length / 10))
    const steps: Record<string, () => void> = {
      ArrowRight: () => goTo(index === -1 ? at : nextKnown(marks, at + 1)),
      ArrowLeft: () => goTo(previousKnown(marks, at - 1)),
      PageDown: () => goTo(nextKnown(marks, Math.min(marks.length - 1, at + page))),
      PageUp: () => goTo(previousKnown(marks, Math.max(0, at - page))),
      Home: () => goTo(nextKnown(marks, 0)),
      End: () => goTo(previousKnown(marks, marks.length - 1)),
      Enter: () => point?.seq && onOpen(point.seq),
      '+': () => zoomBy(0.5),
      '-': () => zoomBy(2),
      Escape: () => {
        crosshair.set(null)
        onZoom(null)
      },
    }
    const step = steps[event.key]
    if (!step) return
    event.preventDefault()
    // The page has the same keys for the run.
    event.stopPropagation()
    step()
  }

  const xIn = (event: PointerEvent) => event.clientX - event.currentTarget.getBoundingClientRect().left

  return (
    <div
      ref={ref}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, marks.length - 1)}
      aria-valuenow={Math.max(0, index)}
      aria-valuetext={point === undefined ? 'Arrow keys go from mark to mark' : words(point)}
      className="relative touch-pan-y select-none"
      style={{ height }}
      onKeyDown={onKeyDown}
      onFocus={() => index === -1 && goTo(nextKnown(marks, 0))}
      onBlur={() => crosshair.get()?.chart === label && crosshair.set(null)}
      onPointerDown={(event) => {
        if (event.button !== 0 || event.pointerType === 'touch') return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrag({ from: xIn(event), to: xIn(event) })
      }}
      onPointerMove={(event) => {
        const x = xIn(event)
        crosshair.set({ ms: msAt(x), chart: label })
        if (drag) setDrag({ ...drag, to: x })
      }}
      onPointerLeave={() => drag === null && crosshair.set(null)}
      onPointerUp={(event) => {
        setDrag(null)
        const [fromMs, toMs] = [msAt(drag?.from ?? xIn(event)), msAt(xIn(event))].toSorted((a, b) => a - b)
        if (drag && Math.abs(drag.to - drag.from) > 4) onZoom({ fromMs: fromMs ?? 0, toMs: toMs ?? 0 })
        else {
          const near = marks[nearestPoint(marks, msAt(xIn(event)))]
          if (near?.seq) onOpen(near.seq)
        }
      }}
      onPointerCancel={() => setDrag(null)}
      onDoubleClick={() => onZoom(null)}
    >
      {width > 0 && <TimePlot {...plot} width={width} />}
      {drag && Math.abs(drag.to - drag.from) > 4 && (
        <span
          className="pointer-events-none absolute bg-selected outline-1 outline-accent"
          style={{
            top: margins.top,
            bottom: margins.bottom,
            left: Math.min(drag.from, drag.to),
            width: Math.abs(drag.to - drag.from),
          }}
        />
      )}
      {playheadMs !== null && playheadMs >= window.fromMs && playheadMs <= window.toMs && width > 0 && (
        <span
          className="pointer-events-none absolute border-l border-accent"
          style={{ left: xOf(playheadMs), top: margins.top, bottom: margins.bottom }}
        />
      )}
      {pointed && pointed.ms >= window.fromMs && pointed.ms <= window.toMs && (
        <span
          className="pointer-events-none absolute border-l border-text"
          style={{ left: xOf(isMine ? point.ms : pointed.ms), top: margins.top, bottom: margins.bottom }}
        />
      )}
      {isMine && <Tip x={xOf(point.ms)} width={width} words={words(point)} opens={point.seq !== null} />}
    </div>
  )
}

/** Beside the crosshair, on the side that has room. */
function Tip({ x, width, words, opens }: { x: number; width: number; words: string; opens: boolean }) {
  const side = x > width / 2 ? { right: width - x + 8 } : { left: x + 8 }
  return (
    <span
      className="pointer-events-none absolute top-2 z-10 rounded-control border border-hairline bg-surface px-2 py-1 text-xs whitespace-nowrap shadow-pop"
      style={side}
    >
      {words}
      {opens && <span className="text-muted"> · ↵ opens</span>}
    </span>
  )
}
