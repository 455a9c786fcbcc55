'use client'

import { memo } from 'react'
import type { Frame } from '#lib/api/frame.ts'
import { formatCount, formatCounted } from '#lib/format/count.ts'
import { formatDuration } from '#lib/format/duration.ts'
import { formatOffset } from '#lib/format/offset.ts'
import { cx } from '#components/ui/cx.ts'
import { KindGlyph } from '#components/ui/kind-glyph.tsx'
import { rowGrid } from './frame-row.tsx'
import { frameTime, gapBefore, gapWidth } from './frame-time.ts'
import type { Fold } from './list-rows.ts'
import type { TimeMode } from './player-state.ts'

/** Many frames of one kind as one row. Its first cell unfolds it; so does a step onto one of its frames. */
export const FoldRow = memo(function FoldRow({
  fold,
  first,
  previous,
  top,
  selected,
  after,
  hits,
  time,
}: {
  fold: Fold
  /** Its first frame, where that is at hand. */
  first: Frame | undefined
  previous: Frame | undefined
  top: number
  selected: boolean
  after: boolean
  hits: number
  time: TimeMode
}) {
  const { from, to, kind, fromMs, toMs, text } = fold
  const gap = first === undefined ? null : gapBefore(first, previous)
  const name = `#${formatCount(from)}–#${formatCount(to)}`
  const dim = after && !selected ? 'text-muted' : null
  return (
    <div
      role="row"
      id={`fold-${from}`}
      data-fold={from}
      aria-rowindex={from}
      aria-selected={selected}
      style={{ transform: `translateY(${top}px)` }}
      className={cx(
        rowGrid,
        'absolute inset-x-0 h-11 content-center font-mono text-xs whitespace-nowrap max-md:grid-rows-[18px_18px] md:h-7',
        selected ? 'bg-selected shadow-[inset_2px_0_var(--accent),inset_0_-1px_var(--accent)]' : 'hover:bg-hover',
      )}
    >
      <span role="gridcell" className="min-w-0 text-right max-md:col-[1/3]">
        <button
          type="button"
          tabIndex={-1}
          aria-expanded={false}
          aria-label={`Unfold frames ${formatCount(from)} to ${formatCount(to)}`}
          className={cx('hover:text-accent', selected ? 'font-semibold text-accent' : (dim ?? 'text-text-2'))}
        >
          {name}
        </button>
      </span>
      <span role="gridcell" className={cx('text-right max-md:hidden', dim ?? 'text-text-2')}>
        {time === 'offset' && fromMs !== null ? formatOffset(fromMs) : first ? frameTime(first, undefined, time) : '–'}
      </span>
      <span role="gridcell" className="hidden items-center md:flex">
        {gap !== null && <i className="block h-1 rounded-[1px] bg-control" style={{ width: gapWidth(gap) }} />}
      </span>
      <KindGlyph kind={kind} />
      <span role="gridcell" className={cx('max-md:col-4 max-md:row-1', dim ?? 'text-text-2')}>
        {kind}
      </span>
      <span role="gridcell" className="flex min-w-0 items-center gap-1.5 max-md:col-[2/6] max-md:row-2">
        <span className={cx('rounded-chip bg-raised px-1', dim ?? 'text-text')}>×{formatCount(to - from + 1)}</span>
        {hits > 0 && (
          <span className="rounded-chip px-1 ring-1 ring-accent ring-inset">{formatCounted(hits, 'hit')}</span>
        )}
        <span className={cx('truncate', selected ? 'text-text-2' : 'text-muted')}>{text}</span>
      </span>
      <span
        role="gridcell"
        className={cx('text-right text-2xs max-md:col-5 max-md:row-1', selected ? 'text-text-2' : 'text-muted')}
      >
        {fromMs !== null && toMs !== null && formatDuration(Math.max(0, toMs - fromMs))}
      </span>
    </div>
  )
})
