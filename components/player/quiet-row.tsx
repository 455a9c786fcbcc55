'use client'

import { memo, useState, type ReactNode } from 'react'
import { formatDuration } from '#lib/format/duration.ts'
import { formatOffset } from '#lib/format/offset.ts'
import { Icon } from '#components/ui/icon.tsx'
import { cx } from '#components/ui/cx.ts'
import type { Quiet } from './list-rows.ts'

const place =
  'absolute inset-x-0 grid h-11 grid-cols-[var(--seq)_minmax(0,1fr)] items-center gap-x-1.5 pr-2 pl-1 font-mono text-xs whitespace-nowrap md:h-7'

/** A time in which nothing came, between the frames that it lies between. Playback may pass over it; its length stays. */
export const QuietRow = memo(function QuietRow({ quiet, top, folded }: { quiet: Quiet; top: number; folded: boolean }) {
  const [open, setOpen] = useState(false)
  const words = quietWords(quiet)
  const span = `${formatOffset(quiet.fromMs)} to ${formatOffset(quiet.toMs)}`
  return (
    <div role="row" data-quiet={quiet.seq} className={place} style={{ transform: `translateY(${top}px)` }}>
      <span role="gridcell" />
      <span role="gridcell" className="min-w-0" title={span}>
        {folded ? (
          <button
            type="button"
            aria-expanded={open}
            aria-label={`${words}, folded`}
            className="flex h-5 w-full items-center border-x border-control pointer-coarse:h-11"
            onClick={(event) => {
              event.stopPropagation()
              setOpen(!open)
            }}
          >
            {open ? (
              <QuietBand why={quiet.why} words={`${words} · ${span}`} />
            ) : (
              <span className="flex h-3 w-full items-center justify-center rounded-[2px] bg-raised text-2xs text-text-2">
                {formatDuration(quiet.toMs - quiet.fromMs)}
              </span>
            )}
          </button>
        ) : (
          <QuietBand why={quiet.why} words={words} />
        )}
      </span>
    </div>
  )
})

/** A thin line is silence of the model, or of who knows what; a hatched outline is a wait, whose cause is named. */
export function QuietBand({ why, words }: { why: Quiet['why']; words: ReactNode }) {
  const waits = why !== 'silence' && why !== 'unknown'
  return (
    <span
      className={cx(
        'relative flex h-5 w-full min-w-0 flex-1 items-center rounded-chip px-2',
        waits
          ? 'hatch-wait ring-1 ring-control ring-inset'
          : 'before:absolute before:inset-x-0 before:h-px before:bg-control',
      )}
    >
      <span className="relative flex min-w-0 items-center gap-1.5 rounded-[2px] bg-canvas px-1.5 leading-4 text-text-2">
        <Icon
          name={why === 'silence' ? 's-stall' : 'clock'}
          className={cx('size-3', why === 'silence' && 'text-stall')}
        />
        <span className="truncate">{words}</span>
      </span>
    </span>
  )
}

function quietWords({ why, fromMs, toMs }: Quiet): string {
  const lasted = formatDuration(toMs - fromMs)
  if (why === 'silence') return `silent ${lasted}`
  if (why === 'unknown') return `nothing came for ${lasted}`
  return why === 'input' ? `waited for input ${lasted}` : `waiting for tool ${why.tool} ${lasted}`
}
