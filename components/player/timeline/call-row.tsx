'use client'

import { Fragment, memo, type CSSProperties } from 'react'
import { formatCount, formatCounted } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import type { Bar } from '#lib/run/waterfall.ts'
import type { WaterfallRow } from '#lib/run/waterfall-rows.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { oneLine } from '../payload.ts'
import type { Zoom } from '../player-state.ts'
import { briefArguments, callLabel, callTitle, rankWords, tookMs, type Rank } from './call-words.ts'
import { shareOf } from './scale.ts'

type CallRowProps = {
  row: WaterfallRow
  index: number
  top: number
  height: number
  active: boolean
  critical: boolean
  rank: Rank | null
  isTimed: boolean
  view: Zoom
  /** Now, for a call that is open; null for all others, so that they are not drawn again. */
  nowMs: number | null
}

const maxIndent = 8

/** One call: its name, when it ran, how long it took. What it does is the list's: see the attributes. */
export const CallRow = memo(function CallRow(props: CallRowProps) {
  const { row, index, top, height, active, rank, isTimed, nowMs } = props
  const { node, level, expanded } = row
  const took = tookMs(node, nowMs)
  const beside = node.isGroup ? `×${node.bars.length}` : briefArguments(node.asked)
  const within = node.failures - (node.status === 'error' && !node.isGroup ? 1 : 0)
  return (
    <div
      role="row"
      id={`call-${node.key}`}
      data-index={index}
      aria-rowindex={index + 1}
      aria-level={level}
      aria-posinset={row.place}
      aria-setsize={row.siblings}
      aria-expanded={expanded ?? undefined}
      aria-selected={active}
      aria-label={callLabel(node, nowMs, rank, expanded)}
      className={cx(
        'tl-row absolute inset-x-0 hover:bg-hover',
        active && 'bg-selected shadow-[inset_2px_0_var(--accent)]',
      )}
      style={{ top, height }}
    >
      <span
        role="gridcell"
        className="flex min-w-0 items-center gap-1 pl-1 font-mono text-xs whitespace-nowrap"
        title={callTitle(node)}
      >
        <span className="flex-none" style={{ width: Math.min(level - 1, maxIndent) * 14 }} />
        {expanded === null ? (
          <span className="w-4 flex-none" />
        ) : (
          <span data-toggle="" className="grid w-4 flex-none place-items-center self-stretch">
            <Icon name={expanded ? 'chevron-down' : 'chevron-right'} className="size-3 text-muted" />
          </span>
        )}
        <span className="max-w-full flex-none truncate">{oneLine(node.name)}</span>
        <span className="min-w-0 truncate text-muted">{beside}</span>
        {expanded === false && within > 0 && (
          <span
            className="ml-auto flex flex-none items-center gap-0.5 text-error"
            title={formatCounted(within, 'failure')}
          >
            <Icon name="k-error" className="size-2.5" />
            {formatCount(within)}
          </span>
        )}
      </span>
      <span role="gridcell" className="tl-track">
        {isTimed && node.bars.some(({ fromMs, toMs }) => fromMs !== null || toMs !== null) ? (
          <Bars {...props} />
        ) : (
          <Frames row={row} />
        )}
      </span>
      <span role="gridcell" className="pr-3 text-right font-mono text-xs text-text-2">
        {took === null ? '–' : formatDuration(took)}
      </span>
    </div>
  )
})

function Bars({ row: { node }, critical, rank, view }: CallRowProps) {
  const words = node.status === 'no_end' || node.status === 'orphan_end' ? noEdge[node.status] : rank && rankWords(rank)
  const failed = node.status === 'error'
  const first = node.bars[0]
  const last = node.bars.at(-1)
  const ends = placeOf(first, last)
  const side = sideOf(first, last, view)
  return (
    <>
      {node.bars.map((bar, at) => {
        const place = placeOf(bar, bar)
        if (place === null) return null
        const queued: Place | null = bar.beganMs === null ? null : { ...place, '--e': bar.beganMs }
        const ran: Place = bar.beganMs === null ? place : { ...place, '--s': bar.beganMs }
        const isPart = at < node.bars.length - 1
        return (
          <Fragment key={at}>
            {queued && <span data-bar="" className="tl-span tl-bar is-queued hatch-wait" style={queued} />}
            <span
              data-bar=""
              className={cx('tl-span tl-bar', `is-${bar.status}`, critical && 'is-critical', isPart && 'is-part')}
              style={ran}
            />
          </Fragment>
        )
      })}
      {(failed || words) && ends && (
        <span className={cx('tl-label flex items-center gap-1 text-2xs text-text-2', `is-${side}`)} style={ends}>
          {failed && <Icon name="k-error" className={cx('size-2.5', side !== 'inside' && 'text-k-error')} />}
          {words}
        </span>
      )}
    </>
  )
}

const noEdge = { no_end: 'no end recorded', orphan_end: 'no start recorded' }

type Place = CSSProperties & { '--s': number; '--e': number | string }

/** Where a bar lies, for the style sheet; an end alone is a point. */
function placeOf(first: Bar | undefined, last: Bar | undefined): Place | null {
  const from = first?.fromMs ?? first?.toMs ?? null
  if (from === null) return null
  return { '--s': from, '--e': last?.toMs ?? 'var(--now)' }
}

/** Beside the bar where there is room, else on it. */
function sideOf(first: Bar | undefined, last: Bar | undefined, view: Zoom): 'after' | 'before' | 'inside' {
  const end = shareOf(view, last?.toMs ?? view.toMs)
  const start = shareOf(view, first?.fromMs ?? first?.toMs ?? view.fromMs)
  if (end < 0.78) return 'after'
  return start > 0.22 ? 'before' : 'inside'
}

/** Where a call stands in a run without a clock. */
function Frames({ row: { node } }: { row: WaterfallRow }) {
  const [from, to] = [node.startSeq, node.endSeq]
  return (
    <span className="absolute inset-y-0 flex items-center px-1 font-mono text-xs text-text-2">
      {from === null ? '' : `#${formatCount(from)}`}
      {to === null ? '' : `${from === null ? '' : ' – '}#${formatCount(to)}`}
    </span>
  )
}
