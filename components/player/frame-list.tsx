'use client'

import { useEffect, useMemo, useRef, type CSSProperties, type MouseEvent, type PointerEvent } from 'react'
import { formatCount } from '#lib/format/count.ts'
import { formatOffset } from '#lib/format/offset.ts'
import { cx } from '#components/ui/cx.ts'
import { FrameRow, rowGrid } from './frame-row.tsx'
import { everyTime } from './frame-time.ts'
import { FoldRow } from './fold-row.tsx'
import { rowOfSeq } from './kind-filter.ts'
import { ListFoot } from './list-foot.tsx'
import type { Fold, ListRow } from './list-rows.ts'
import { silenceAfterMs } from './live-words.ts'
import { cursorOf, type TimeMode } from './player-state.ts'
import { rowTop, visibleRows } from './row-window.ts'
import { TimeModeButton } from './time-mode-button.tsx'
import { usePlayer, usePlayerParts } from './use-player.ts'
import { QuietRow } from './quiet-row.tsx'
import { useListRows } from './use-list-rows.ts'
import { useRowWindow } from './use-row-window.ts'

const fetchAfterMs = 60

/** The tape: every frame as a row, of which only those in view are drawn. `condensed` folds runs of tokens. */
export function FrameList({ condensed, onOpen }: { condensed: boolean; onOpen: () => void }) {
  const { store } = usePlayerParts()
  const state = usePlayer((all) => all)
  const { tail, filter, time, run, landed, range, search, play } = state
  const { rows, isOpened, toggle } = useListRows(state, condensed)
  const { scroller, view, onScroll } = useRowWindow(rows, state)
  const { first, end } = visibleRows({ ...view, rowCount: rows.count })
  const drawn = useMemo(
    () => Array.from({ length: end - first }, (_, index) => rows.at(first + index)).filter((row) => row !== undefined),
    [first, end, rows],
  )
  const cursor = cursorOf(state)
  const selected = tail.selected ?? (tail.mode === 'follow' ? cursor : null)
  const hits = useMemo(() => search.hits ?? [], [search.hits])
  const hitSeqs = useMemo(() => new Set(hits), [hits])
  const holds = (fold: Fold) => selected !== null && fold.from <= selected && selected <= fold.to
  const active = drawn.find((row) =>
    row.type === 'fold' ? holds(row.fold) : row.type === 'frame' && row.seq === selected,
  )
  const activeId = active?.type === 'fold' ? `fold-${active.fold.from}` : active && `frame-${selected}`

  useEffect(() => {
    const timer = setTimeout(() => {
      for (const [from, to] of wanted(drawn, time !== 'offset')) {
        // Filtered rows came with their frames; only what was let go of meanwhile is asked for again.
        if (filter === null) store.want(from - 1, to)
        else if (store.frame(from) === undefined) store.want(from, to)
      }
    }, fetchAfterMs)
    return () => clearTimeout(timer)
  }, [drawn, filter, time, store])

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
    const on = event.target instanceof Element ? event.target : null
    if (document.getSelection()?.isCollapsed === false) return
    const fold = on?.closest<HTMLElement>('[data-fold]')?.dataset['fold']
    const closes = on?.closest<HTMLElement>('[data-closes]')?.dataset['closes']
    const seq = on?.closest<HTMLElement>('[data-seq]')?.dataset['seq']
    if (fold !== undefined) return toggle(Number(fold))
    if (closes !== undefined) return toggle(Number(closes))
    if (seq === undefined) return
    if (event.shiftKey) return store.rangeTo(Number(seq))
    store.select(Number(seq))
    onOpen()
  }
  // Written only where somebody looks: a row of a fast run has no time for it.
  const onPointerOver = (event: PointerEvent) => {
    const cell = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-time]') : null
    const seq = Number(cell?.closest<HTMLElement>('[data-seq]')?.dataset['seq'])
    const frame = store.frame(seq)
    if (cell !== null && frame !== undefined) cell.title = everyTime(frame, store.frame(seq - 1))
  }
  // A press right of the content is on the scrollbar.
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const { currentTarget, nativeEvent } = event
    if (event.target === currentTarget && nativeEvent.offsetX >= currentTarget.clientWidth) store.lookBack()
  }

  return (
    <div
      className="flex min-h-0 flex-1 flex-col"
      style={columnWidths(tail.shownSeq, condensed, store.edgeMs() ?? run.durationMs, time)}
    >
      <div className={cx(rowGrid, 'hidden h-6 flex-none border-b border-hairline text-2xs text-muted md:grid')}>
        <span aria-hidden="true" className="text-right">
          frame
        </span>
        <TimeModeButton />
        <span aria-hidden="true" title="Time since the frame before, log scale">
          gap
        </span>
        <span />
        <span aria-hidden="true">kind</span>
        <span aria-hidden="true">payload</span>
        <span aria-hidden="true" className="text-right">
          size
        </span>
      </div>
      <div
        ref={scroller}
        role="grid"
        aria-label="Frames"
        aria-rowcount={tail.shownSeq}
        aria-activedescendant={activeId}
        aria-readonly="true"
        tabIndex={0}
        className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-scroll [overflow-anchor:none] focus-visible:outline-offset-[-2px]"
        onScroll={onScroll}
        onClick={onClick}
        // Shift selects frames, not text.
        onMouseDown={(event) => event.shiftKey && event.preventDefault()}
        onWheel={(event) => event.deltaY < 0 && store.lookBack()}
        onTouchStart={(event) => (touchY.current = event.touches[0]?.clientY ?? 0)}
        onTouchMove={(event) => (event.touches[0]?.clientY ?? 0) > touchY.current + 4 && store.lookBack()}
        onPointerDown={onPointerDown}
        onPointerOver={onPointerOver}
      >
        <div role="presentation" className="pointer-events-none w-px" />
        <div role="rowgroup" className="absolute inset-x-0 top-0">
          {view.viewHeight > 0 &&
            drawn.map((row, index) => {
              const top = rowTop(view, first + index)
              if (row.type === 'quiet')
                return <QuietRow key={`q${row.quiet.seq}`} quiet={row.quiet} top={top} folded={play.foldIdle} />
              if (row.type === 'fold') {
                const { fold } = row
                return (
                  <FoldRow
                    key={`f${fold.from}`}
                    fold={fold}
                    first={store.frame(fold.from)}
                    previous={store.frame(fold.from - 1)}
                    top={top}
                    selected={holds(fold)}
                    after={tail.selected !== null && fold.from > tail.selected}
                    hits={countWithin(hits, fold.from, fold.to)}
                    time={time}
                  />
                )
              }
              const { seq } = row
              return (
                <FrameRow
                  key={seq}
                  seq={seq}
                  frame={store.frame(seq)}
                  previous={store.frame(seq - 1)}
                  top={top}
                  selected={seq === selected}
                  after={tail.selected !== null && seq > tail.selected}
                  landed={seq === landed}
                  ranged={range !== null && range.from <= seq && seq <= range.to}
                  hit={hitSeqs.has(seq)}
                  closes={isOpened(seq)}
                  time={time}
                  stallMs={drawn[index - 1]?.type === 'quiet' ? null : silenceAfterMs(run.itlP50Ms)}
                />
              )
            })}
          {view.viewHeight > 0 && end >= rows.count && <ListFoot top={rowTop(view, rows.count)} />}
        </div>
      </div>
    </div>
  )
}

/** Stretches of frames that the rows need; those that are folded need only their first, and not even that for its offset. */
function wanted(rows: readonly ListRow[], folded: boolean): [number, number][] {
  const stretches: [number, number][] = []
  for (const row of rows) {
    const seq = row.type === 'frame' ? row.seq : row.type === 'fold' && folded ? row.fold.from : null
    if (seq === null) continue
    const last = stretches.at(-1)
    if (last?.[1] === seq - 1) last[1] = seq
    else stretches.push([seq, seq])
  }
  return stretches
}

function countWithin(hits: readonly number[], from: number, to: number): number {
  return hits.length === 0 ? 0 : rowOfSeq(hits, to) - rowOfSeq(hits, from - 1)
}

const characterPx = 7.25

/** Room for the numbers and times of the rows. */
function columnWidths(last: number, condensed: boolean, edgeMs: number | null, time: TimeMode): CSSProperties {
  const characters = Math.max(4, `#${formatCount(last)}`.length)
  // A hit has a glass before its number, an opened fold an arrow.
  const seq = condensed ? (2 * characters + 1) * characterPx + 8 : characters * characterPx + 20
  const clock = time === 'offset' ? formatOffset(edgeMs ?? 0) : time === 'delta' ? '' : '00:00:00.000'
  const times = Math.max(8, clock.length) * characterPx + 2
  return { '--seq': `${Math.ceil(seq)}px`, '--time': `${Math.ceil(times)}px` } as CSSProperties
}
