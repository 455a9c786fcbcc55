'use client'

import { useEffect, useLayoutEffect, useRef, useState, type MouseEvent, type RefObject } from 'react'
import type { WaterfallRow } from '#lib/run/waterfall-rows.ts'
import type { Zoom } from '../player-state.ts'
import { rowTop, spacerHeight, visibleRows } from '../row-window.ts'
import { CallRow } from './call-row.tsx'
import type { Drawn } from './use-timeline.ts'

type CallGridProps = {
  drawn: Drawn
  rows: readonly WaterfallRow[]
  view: Zoom
  rowHeight: number
  active: string | null
  /** What was clicked: a row, its bar (then `end` says that its end is meant), or what opens and closes it. */
  onRow: (row: WaterfallRow, how: { toggle: boolean; end: boolean }) => void
  onFit: (row: WaterfallRow) => void
  scroller: RefObject<HTMLDivElement | null>
}

const overscan = 6

/** The calls as rows of a tree, of which only those in view are drawn. */
export function CallGrid({ drawn, rows, view, rowHeight, active, onRow, onFit, scroller }: CallGridProps) {
  const [seen, setSeen] = useState({ scrollTop: 0, viewHeight: 0 })
  const activeIndex = active === null ? -1 : rows.findIndex(({ node }) => node.key === active)
  const window = { ...seen, rowHeight, rowCount: rows.length, shift: 0 }
  const { first, end } = visibleRows(window, overscan)

  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const look = () => setSeen({ scrollTop: element.scrollTop, viewHeight: element.clientHeight })
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [scroller])

  // The active row stays in view, moved as little as it takes.
  const shown = useRef('')
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null || active === null || activeIndex < 0 || shown.current === active) return
    shown.current = active
    const top = activeIndex * rowHeight
    if (top < element.scrollTop) element.scrollTo({ top })
    else if (top + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTo({ top: top + rowHeight - element.clientHeight })
  }, [scroller, active, activeIndex, rowHeight])

  const rowOf = (event: MouseEvent): WaterfallRow | undefined => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null
    return element === null ? undefined : rows[Number(element.dataset['index'])]
  }
  const onClick = (event: MouseEvent) => {
    const row = rowOf(event)
    if (row === undefined || !(event.target instanceof Element)) return
    onRow(row, { toggle: event.target.closest('[data-toggle]') !== null, end: event.shiftKey })
  }
  const drawnRows = rows.slice(first, end)
  return (
    <div
      ref={scroller}
      role="treegrid"
      aria-label="Tool calls"
      aria-readonly="true"
      aria-rowcount={rows.length}
      aria-colcount={3}
      aria-activedescendant={activeIndex >= first && activeIndex < end ? `call-${active}` : undefined}
      tabIndex={0}
      className="tl-rows relative min-h-0 flex-1 overflow-x-hidden overflow-y-auto [overflow-anchor:none] select-none focus-visible:outline-offset-[-2px]"
      onClick={onClick}
      onDoubleClick={(event) => {
        const row = rowOf(event)
        if (row !== undefined) onFit(row)
      }}
    >
      <div role="presentation" className="pointer-events-none w-px" style={{ height: spacerHeight(window) }} />
      <div role="rowgroup" className="absolute inset-x-0 top-0">
        {seen.viewHeight > 0 &&
          drawnRows.map((row, at) => (
            <CallRow
              key={row.node.key}
              row={row}
              index={first + at}
              top={rowTop(window, first + at)}
              height={rowHeight}
              active={row.node.key === active}
              critical={drawn.critical.has(row.node.key)}
              rank={drawn.ranks.get(row.node.key) ?? null}
              isTimed={drawn.isTimed}
              view={view}
              nowMs={row.node.status === 'open' ? drawn.endMs : null}
            />
          ))}
      </div>
    </div>
  )
}
