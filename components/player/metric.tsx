'use client'

import { useEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import type { Series } from '#lib/api/series.ts'
import { formatCount } from '#lib/format/count.ts'
import { usePlayerParts } from './use-player.ts'

const hoverMs = 300
const tipWidth = 260
/** Enough marks that the gap of a quantile is among them, or one much like it. */
const points = 2000

/** A figure of the header: what it is called, what it means (on hover and focus), and its values. */
export function Metric({ label, means, children }: { label: string; means: string; children: ReactNode }) {
  const cell = useRef<HTMLDivElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [place, setPlace] = useState<{ left: number; top: number } | null>(null)
  useEffect(() => () => clearTimeout(timer.current), [])

  function open(): void {
    const box = cell.current?.getBoundingClientRect()
    if (box) setPlace({ left: Math.max(4, Math.min(box.left, innerWidth - tipWidth - 4)), top: box.bottom })
  }
  function close(): void {
    clearTimeout(timer.current)
    setPlace(null)
  }
  return (
    <div
      ref={cell}
      className="flex-[1_0_auto] border-l border-hairline pt-[5px] pr-4 pl-3 whitespace-nowrap first:border-l-0 hover:bg-hover"
      onPointerEnter={(event) => {
        if (event.pointerType === 'mouse') timer.current = setTimeout(open, hoverMs)
      }}
      onPointerLeave={close}
      onFocus={(event) => event.target.matches(':focus-visible') && open()}
      onBlur={close}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <dt className="text-2xs text-muted">{label}</dt>
      <dd className="flex items-baseline gap-2.5 text-xl font-semibold">{children}</dd>
      {place &&
        createPortal(
          <p
            role="tooltip"
            className="fixed z-30 rounded-control border border-hairline bg-surface p-2 text-xs text-text-2 shadow-pop"
            style={{ ...place, width: tipWidth }}
          >
            {means}
          </p>,
          document.body,
        )}
    </div>
  )
}

type ValueProps = {
  children: ReactNode
  note?: ReactNode
  /** The frame that made it. */
  seq?: number | null | undefined
  /** How that frame is found, where it takes the run's series to know. */
  find?: ((series: Series) => number | null) | undefined
  /** Where it leads, if not to a frame. */
  onOpen?: (() => void) | undefined
}

/** A number, and where it leads. */
export function MetricValue({ children, note, seq, find, onOpen }: ValueProps) {
  const { store, source } = usePlayerParts()
  const words = (
    <>
      {children}
      {note && <span className="text-xs font-normal tracking-normal text-text-2"> {note}</span>}
    </>
  )
  if (seq) {
    const onClick = (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return
      event.preventDefault()
      store.select(seq, 0.25)
    }
    return (
      <a
        href={source.pageHref(seq)}
        className="text-text hover:underline"
        onClick={onClick}
        aria-description={`Goes to frame ${formatCount(seq)}`}
      >
        {words}
      </a>
    )
  }
  if (!find && !onOpen) return <span>{words}</span>
  const open = async () => {
    if (!find) return onOpen?.()
    const found = find(await source.series({ points, window: null, stallMs: null }))
    if (found !== null) store.select(found, 0.25)
  }
  return (
    <button
      type="button"
      className="hover:underline"
      // A figure whose frame cannot be found leads nowhere.
      onClick={() => void open().catch(() => undefined)}
      aria-description={find ? 'Goes to its frame' : 'Shows all totals'}
    >
      {words}
    </button>
  )
}
