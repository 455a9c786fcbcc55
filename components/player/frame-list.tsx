'use client'

import { useEffect, useMemo, useRef, type MouseEvent, type PointerEvent } from 'react'
import { cx } from '#components/ui/cx.ts'
import { FrameRow, rowGrid } from './frame-row.tsx'
import { timeModeLabels } from './frame-time.ts'
import { rowOfSeq } from './kind-filter.ts'
import { ListFoot } from './list-foot.tsx'
import { silenceAfterMs } from './live-words.ts'
import { cursorOf } from './player-state.ts'
import { rowTop, visibleRows } from './row-window.ts'
import { usePlayer, usePlayerParts } from './use-player.ts'
import { useRowWindow } from './use-row-window.ts'

const fetchAfterMs = 60

/** The tape: every frame as a row, of which only those in view are drawn. */
export function FrameList({ onOpen }: { onOpen: () => void }) {
  const { store } = usePlayerParts()
  const state = usePlayer((all) => all)
  const { tail, filter, time, run, landed } = state
  const shownRows = filter === null ? tail.shownSeq : rowOfSeq(filter.seqs, tail.shownSeq) + 1
  const { scroller, view, onScroll } = useRowWindow(shownRows + 1, state)
  const { first, end } = visibleRows({ ...view, rowCount: shownRows })
  const seqs = useMemo(
    () => Array.from({ length: end - first }, (_, index) => filter?.seqs[first + index] ?? first + index + 1),
    [first, end, filter],
  )
  const cursor = cursorOf(state)
  const selected = tail.selected ?? (tail.mode === 'follow' ? cursor : null)

  const isDrawn = selected !== null && view.viewHeight > 0 && seqs.includes(selected)

  const from = seqs[0]
  const to = seqs.at(-1)
  useEffect(() => {
    if (from === undefined || to === undefined) return
    // Filtered rows came with their frames; only what was let go of meanwhile is asked for again.
    const timer = setTimeout(() => {
      if (filter === null) store.want(from - 1, to)
      else for (const seq of seqs) if (store.frame(seq) === undefined) store.want(seq, seq)
    }, fetchAfterMs)
    return () => clearTimeout(timer)
  }, [from, to, filter, seqs, store])

  useEffect(() => {
    const onSelection = () => {
      const selection = document.getSelection()
      if (selection && !selection.isCollapsed && scroller.current?.contains(selection.anchorNode)) store.lookBack()
    }
    document.addEventListener('selectionchange', onSelection)
    return () => document.removeEventListener('selectionchange', onSelection)
  }, [scroller, store])

  const touchY = useRef(0)
  const onClick = (event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-seq]') : null
    if (row?.dataset['seq'] === undefined || document.getSelection()?.isCollapsed === false) return
    store.select(Number(row.dataset['seq']))
    onOpen()
  }
  // A press right of the content is on the scrollbar.
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const { currentTarget, nativeEvent } = event
    if (event.target === currentTarget && nativeEvent.offsetX >= currentTarget.clientWidth) store.lookBack()
  }

  return (
    <>
      <div
        aria-hidden="true"
        className={cx(rowGrid, 'hidden h-5 flex-none border-b border-hairline text-2xs text-muted md:grid')}
      >
        <span className="text-right">frame</span>
        <span className="text-right">{timeModeLabels[time]}</span>
        <span title="Time since the frame before, log scale">gap</span>
        <span />
        <span>kind</span>
        <span>payload</span>
        <span className="text-right">size</span>
      </div>
      <div
        ref={scroller}
        role="grid"
        aria-label="Frames"
        aria-rowcount={tail.shownSeq}
        aria-activedescendant={isDrawn ? `frame-${selected}` : undefined}
        aria-readonly="true"
        tabIndex={0}
        className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-scroll [overflow-anchor:none] focus-visible:outline-offset-[-2px]"
        onScroll={onScroll}
        onClick={onClick}
        onWheel={(event) => event.deltaY < 0 && store.lookBack()}
        onTouchStart={(event) => (touchY.current = event.touches[0]?.clientY ?? 0)}
        onTouchMove={(event) => (event.touches[0]?.clientY ?? 0) > touchY.current + 4 && store.lookBack()}
        onPointerDown={onPointerDown}
      >
        <div role="presentation" className="pointer-events-none w-px" />
        <div role="rowgroup" className="absolute inset-x-0 top-0">
          {view.viewHeight > 0 &&
            seqs.map((seq, index) => (
              <FrameRow
                key={seq}
                seq={seq}
                frame={store.frame(seq)}
                previous={store.frame(seq - 1)}
                top={rowTop(view, first + index)}
                selected={seq === selected}
                after={tail.selected !== null && seq > tail.selected}
                landed={seq === landed}
                time={time}
                stallMs={silenceAfterMs(run.itlP50Ms)}
              />
            ))}
          {view.viewHeight > 0 && end >= shownRows && <ListFoot top={rowTop(view, shownRows)} />}
        </div>
      </div>
    </>
  )
}
