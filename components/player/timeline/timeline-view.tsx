'use client'

import './timeline.css'
import { useCallback, useMemo, useRef, useState, type CSSProperties } from 'react'
import type { TimelinePart } from '#lib/api/timeline.ts'
import { pathWords } from '#lib/run/critical-path.ts'
import { rowsOf, sortKeys, type SortKey, type WaterfallRow } from '#lib/run/waterfall-rows.ts'
import { Button } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { Kbd } from '#components/ui/kbd.tsx'
import { useMedia, usePlayer, usePlayerParts } from '../use-player.ts'
import { Minimap, Ticks } from './axis.tsx'
import { CallGrid } from './call-grid.tsx'
import { CallTable } from './call-table.tsx'
import { partsUntil } from './lane-parts.ts'
import { Lanes } from './lanes.tsx'
import { PanelBar } from './panel-bar.tsx'
import { Playhead } from './playhead.tsx'
import { viewOf } from './scale.ts'
import { tickCount } from '../lanes/lane-scale.ts'
import { timelineCommands } from './timeline-commands.ts'
import { useCrosshair } from './use-crosshair.ts'
import { usePaneWidth } from './use-pane-width.ts'
import { useTimeline, type Drawn } from './use-timeline.ts'
import { useTimelineKeys } from './use-timeline-keys.ts'
import { useWheelZoom } from './use-wheel-zoom.ts'

/** What the run did when: its model, its waits, and every tool call as a bar. */
export function TimelineView() {
  const { drawn, problem, again } = useTimeline()
  if (drawn !== null) return <Chart drawn={drawn} />
  return (
    <div className="flex items-center gap-3 p-3 text-muted" role="status">
      {problem === null ? (
        'Reading the timeline …'
      ) : (
        <>
          The timeline could not be read: {problem}
          <Button size="sm" onClick={again}>
            Try again
          </Button>
        </>
      )}
    </div>
  )
}

const narrowWidth = 480

function Chart({ drawn }: { drawn: Drawn }) {
  const { store } = usePlayerParts()
  const zoom = usePlayer((state) => state.zoom)
  const pane = useRef<HTMLDivElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const [errorsOnly, setErrorsOnly] = useState(false)
  const [asTable, setAsTable] = useState(false)
  const [sort, setSort] = useState<SortKey>('start')
  const [active, setActive] = useState<string | null>(null)
  const [wishes, setWishes] = useState<ReadonlyMap<string, boolean>>(new Map())
  const isCoarse = useMedia('(pointer: coarse)')
  const { width, scrollbar } = usePaneWidth(pane, scroller)
  const stacked = width > 0 && width < narrowWidth
  const mostTicks = tickCount(width - (stacked ? 24 : 236))

  const { roots, endMs, wholeMs, isTimed, timeline } = drawn
  const isExpanded = (row: WaterfallRow['node']) => wishes.get(row.key) ?? !row.isGroup
  const rows = useMemo(
    () => rowsOf(roots, { isExpanded: (node) => wishes.get(node.key) ?? !node.isGroup, errorsOnly, sort }),
    [roots, wishes, errorsOnly, sort],
  )
  const fromMs = zoom?.fromMs
  const toMs = zoom?.toMs
  const view = useMemo(
    () => viewOf(fromMs === undefined || toMs === undefined ? null : { fromMs, toMs }, wholeMs),
    [fromMs, toMs, wholeMs],
  )
  const isZoomed = zoom !== null && (view.fromMs > 0 || view.toMs < wholeMs)
  const parts = useMemo(() => partsUntil(timeline.lanes.parts, endMs), [timeline, endMs])
  const { over, atMs, show, hide, onPointerMove } = useCrosshair(view, timeline.startedAt)
  const expand = (node: WaterfallRow['node'], open: boolean) => setWishes(new Map(wishes).set(node.key, open))
  const commands = timelineCommands({
    store,
    drawn,
    view,
    rows,
    active,
    setActive,
    expand,
    crosshairMs: atMs,
    showCrosshair: show,
    toggleErrors: () => setErrorsOnly(!errorsOnly),
    isZoomed,
    isTable: asTable,
  })
  const onKeyDown = useTimelineKeys(pane, commands.all)
  useWheelZoom(body, isTimed, atMs, commands.zoomAt)

  const seekPart = useCallback((part: TimelinePart) => void store.seekMs(part.fromMs), [store])

  const failures = roots.reduce((sum, node) => sum + node.failures, 0)
  const rowHeight = stacked || isCoarse ? 44 : 28
  return (
    <div
      ref={pane}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onBlur={hide}
      className={cx('tl flex min-h-0 flex-1 flex-col outline-none', stacked && 'is-stacked')}
      style={
        {
          '--z0': view.fromMs,
          '--zn': view.toMs - view.fromMs,
          '--now': endMs,
          '--pad': `${asTable ? 0 : scrollbar}px`,
        } as CSSProperties
      }
    >
      <PanelBar>
        {stacked ? <span className="flex-1" /> : <PathWords drawn={drawn} />}
        {isZoomed && (
          <Button size="sm" onClick={() => store.setZoom(null)}>
            {stacked ? 'Reset' : 'Reset zoom'} <Kbd>Esc</Kbd>
          </Button>
        )}
        <Button
          size="sm"
          variant="bare"
          aria-pressed={errorsOnly}
          disabled={failures === 0 && !errorsOnly}
          onClick={() => setErrorsOnly(!errorsOnly)}
        >
          Errors only <Kbd>!</Kbd>
        </Button>
        <Button
          size="sm"
          variant="bare"
          icon="fit"
          aria-label="Fit the chosen call, or the whole run"
          disabled={!isTimed}
          onClick={commands.fit}
        />
        <Button
          size="sm"
          variant="bare"
          icon="table"
          aria-label="View as table"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        />
      </PanelBar>
      {stacked && isTimed && (
        <div className="flex-none border-b border-hairline px-3 py-1">
          <PathWords drawn={drawn} />
        </div>
      )}
      {!isTimed && (
        <p className="flex-none border-b border-hairline px-3 py-1 text-xs text-muted">
          This run has no clock: its calls stand in their order, with frames instead of times.
        </p>
      )}
      {asTable ? (
        <CallTable
          roots={roots}
          sort={sort}
          onSort={setSort}
          errorsOnly={errorsOnly}
          endMs={endMs}
          onSelect={(seq) => store.select(seq, 0.25)}
        />
      ) : (
        <div
          ref={body}
          className="relative flex min-h-0 flex-1 flex-col"
          onPointerMove={isTimed ? onPointerMove : undefined}
          onPointerLeave={hide}
        >
          {isTimed && (
            <Minimap
              roots={roots}
              endMs={endMs}
              wholeMs={wholeMs}
              view={view}
              mostTicks={mostTicks}
              onRange={store.setZoom}
              name={<SortButtons sort={sort} onSort={setSort} keys={['start', 'name']} />}
              took={<SortButtons sort={sort} onSort={setSort} keys={['duration']} />}
            />
          )}
          <div className="relative flex min-h-0 flex-1 flex-col">
            {isTimed && isZoomed && (
              <div className="tl-row h-3.5">
                <span />
                <span className="tl-track">
                  <Ticks view={view} most={mostTicks} />
                </span>
                <span />
              </div>
            )}
            {isTimed && <Lanes parts={parts} totals={timeline.lanes.totals} view={view} onPart={seekPart} />}
            {rows.length === 0 ? (
              <p className="p-3 text-muted">
                {errorsOnly ? 'No call failed.' : timeline.live ? 'No tool call yet.' : 'This run made no tool calls.'}
              </p>
            ) : (
              <CallGrid
                drawn={drawn}
                rows={rows}
                view={view}
                rowHeight={rowHeight}
                active={active}
                scroller={scroller}
                onFit={(row) => commands.fitRow(row)}
                onRow={(row, how) => {
                  setActive(row.node.key)
                  if (how.toggle) expand(row.node, !isExpanded(row.node))
                  else commands.open(row, how.end)
                }}
              />
            )}
            {isTimed && (
              <>
                <Playhead />
                <div ref={over} className="tl-over tl-cross font-mono text-2xs text-text-2" aria-hidden="true">
                  <span />
                  <span />
                </div>
              </>
            )}
          </div>
        </div>
      )}
    </div>
  )
}

function PathWords({ drawn }: { drawn: Drawn }) {
  const { path, endMs } = drawn
  if (path.steps.length === 0 || endMs <= 0) return <span className="flex-1" />
  const { names, sum } = pathWords(path, endMs)
  const whole = path.steps.map(({ label }) => label).join(' → ')
  return (
    <p className="flex min-w-0 flex-1 items-center gap-1.5 text-xs text-text-2" title={`${whole} = ${sum}`}>
      <span aria-hidden="true" className="relative h-[9px] w-4 flex-none rounded-[3px] bg-k-tool">
        <span className="absolute inset-x-0.5 bottom-[3px] h-[3px] rounded-[1px] bg-[#0b0d10]" />
      </span>
      <span className="min-w-0 truncate">Critical path: {names}</span>
      <span className="flex-none">= {sum}</span>
    </p>
  )
}

const sortLabels: Record<SortKey, string> = { start: 'start', duration: 'duration', name: 'name' }

function SortButtons({
  sort,
  onSort,
  keys,
}: {
  sort: SortKey
  onSort: (sort: SortKey) => void
  keys: readonly SortKey[]
}) {
  return (
    <>
      {sortKeys
        .filter((key) => keys.includes(key))
        .map((key) => (
          <button
            key={key}
            type="button"
            aria-pressed={key === sort}
            aria-label={`Sort by ${sortLabels[key]}`}
            className={cx('px-1 text-2xs text-muted hover:text-text', key === sort && 'font-semibold text-text')}
            onClick={() => onSort(key)}
          >
            {sortLabels[key]}
          </button>
        ))}
    </>
  )
}
