'use client'

import { memo } from 'react'
import type { Frame } from '#lib/api/frame.ts'
import type { Kind } from '#lib/dialects/kind.ts'
import { formatBytes } from '#lib/format/bytes.ts'
import { formatCount } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { KindGlyph } from '#components/ui/kind-glyph.tsx'
import { frameTime, gapBefore, gapWidth } from './frame-time.ts'
import { gapReason, gapTitle } from './gap-words.ts'
import { payloadOf } from './payload.ts'
import type { TimeMode } from './player-state.ts'

export const rowGrid =
  'grid grid-cols-[var(--seq)_var(--time)_12px_minmax(0,1fr)_auto] items-center gap-x-1.5 pr-2 pl-1 md:grid-cols-[var(--seq)_var(--time)_22px_12px_68px_minmax(0,1fr)_52px]'

type RowProps = {
  seq: number
  frame: Frame | undefined
  previous: Frame | undefined
  top: number
  selected: boolean
  /** After the frame that is shown: not yet true there. */
  after: boolean
  landed: boolean
  /** Whether it is among the range that is selected. */
  ranged: boolean
  /** Whether what is searched for was found in it. */
  hit: boolean
  /** The first frame of an opened fold: its number closes it again. */
  closes: boolean
  time: TimeMode
  /** A gap of this length is marked as a stall; null where a row of its own says so. */
  stallMs: number | null
}

/** One frame: number, time, gap before it, kind, what it says, size. On narrow screens in two lines. */
export const FrameRow = memo(function FrameRow(props: RowProps) {
  const { seq, frame, top, selected, after, landed, ranged, hit, closes } = props
  const error = frame?.kind === 'error'
  return (
    <div
      role="row"
      id={`frame-${seq}`}
      data-seq={seq}
      aria-rowindex={seq}
      aria-selected={selected}
      style={{ transform: `translateY(${top}px)` }}
      className={cx(
        'absolute inset-x-0 h-11 font-mono text-xs whitespace-nowrap md:h-7',
        frame?.kind === 'gap' ? 'grid grid-cols-[var(--seq)_minmax(0,1fr)] items-center gap-x-1.5 pr-2 pl-1' : rowGrid,
        'content-center max-md:grid-rows-[18px_18px]',
        hit && !selected && 'shadow-[inset_2px_0_var(--control)]',
        selected
          ? 'bg-selected shadow-[inset_2px_0_var(--accent),inset_0_-1px_var(--accent)]'
          : cx(ranged ? 'bg-selected' : error && 'bg-error-tint', 'hover:bg-hover'),
        after && !selected && 'text-muted',
        landed && 'landed',
      )}
    >
      <span
        role="gridcell"
        className={cx('text-right', selected ? 'font-semibold text-accent' : error ? 'text-text-2' : 'text-muted')}
      >
        {hit && <Icon name="search" className="mr-1 inline size-3 text-accent" />}
        {hit && <span className="sr-only">found, </span>}
        {closes ? (
          <button
            type="button"
            tabIndex={-1}
            data-closes={seq}
            aria-expanded
            aria-label={`Fold the frames from ${formatCount(seq)}`}
            className="hover:text-accent"
          >
            ▾ #{formatCount(seq)}
          </button>
        ) : (
          `#${formatCount(seq)}`
        )}
      </span>
      {frame === undefined ? (
        <span role="gridcell" className="text-muted">
          …
        </span>
      ) : frame.kind === 'gap' ? (
        <GapBand frame={frame} />
      ) : (
        <Cells {...props} frame={frame} />
      )}
    </div>
  )
})

function Cells({ frame, previous, after, selected, time, stallMs }: RowProps & { frame: Frame }) {
  const error = frame.kind === 'error'
  const gap = gapBefore(frame, previous)
  const { lead, rest, notJson } = payloadOf(frame)
  // Time before a tool's own frames is the tool's: a wait, not a stall. A comment ends no silence.
  const endsNoStall = !stallEnds.has(frame.kind)
  // On a tint the muted colour is too weak to read.
  const tinted = error || selected
  const dim = after ? 'text-muted' : null
  return (
    <>
      <span role="gridcell" data-time className={cx('max-md:text-left md:text-right', dim ?? 'text-text-2')}>
        {frameTime(frame, previous, time)}
      </span>
      <span
        role="gridcell"
        className="hidden items-center md:flex"
        title={gap === null ? undefined : `${formatDuration(gap)} after the frame before`}
      >
        {gap !== null && stallMs !== null && gap >= stallMs && !endsNoStall ? (
          <Icon name="s-stall" className="size-3 text-stall" />
        ) : (
          gap !== null && <i className="block h-1 rounded-[1px] bg-control" style={{ width: gapWidth(gap) }} />
        )}
      </span>
      <KindGlyph kind={frame.kind} />
      <span role="gridcell" className={cx('max-md:col-4 max-md:row-1', error ? 'text-error' : (dim ?? 'text-text-2'))}>
        {frame.kind}
      </span>
      <span
        role="gridcell"
        data-payload
        className={cx('truncate max-md:col-[2/6] max-md:row-2', error ? 'text-error' : (dim ?? 'text-text'))}
      >
        {notJson && (
          <span className="mr-1.5 text-stall" title="The data of this frame is not JSON">
            ⚠ not JSON
          </span>
        )}
        {lead} {rest && <em className={cx('not-italic', tinted ? 'text-text-2' : 'text-muted')}>{rest}</em>}
      </span>
      <span
        role="gridcell"
        className={cx('text-right text-2xs max-md:col-5 max-md:row-1', tinted ? 'text-text-2' : 'text-muted')}
      >
        {formatBytes(frame.bytes)}
      </span>
    </>
  )
}

const stallEnds: ReadonlySet<Kind> = new Set([
  'output',
  'reasoning',
  'error',
  'notice',
  'lifecycle',
  'unknown',
  'usage',
])

function GapBand({ frame }: { frame: Frame }) {
  return (
    <span
      role="gridcell"
      className="hatch-gap flex h-5 min-w-0 items-center rounded-chip px-2 ring-1 ring-gap ring-inset"
      title={`${gapTitle(frame.gap)}: ${gapReason(frame.gap)}`}
    >
      <span className="flex min-w-0 items-center gap-1.5 rounded-[2px] bg-canvas px-1.5 leading-4 text-gap">
        <Icon name="k-gap" className="size-3" />
        <span className="truncate">
          {gapTitle(frame.gap)} · {gapReason(frame.gap)}
        </span>
      </span>
    </span>
  )
}
