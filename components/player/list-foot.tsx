'use client'

import { formatSeconds } from '#lib/format/duration.ts'
import { Icon } from '#components/ui/icon.tsx'
import { cx } from '#components/ui/cx.ts'
import { silenceAfterMs } from './live-words.ts'
import { openToolOf } from './player-state.ts'
import { lastWords } from './run-words.ts'
import { useNow, usePlayer } from './use-player.ts'

/** The row below the last frame: how the run ended, or what it waits for while it is silent. */
export function ListFoot({ top }: { top: number }) {
  const { run, tail, pulse, recorders } = usePlayer((state) => state)
  const tool = usePlayer((state) => openToolOf(state.tip) ?? state.run.openTool)
  const now = useNow(500, tail.live)
  const quietMs = now === null ? 0 : now - pulse.meaningfulAt
  const place = 'absolute inset-x-0 flex h-11 items-center pr-2 pl-[82px] font-mono text-xs whitespace-nowrap md:h-7'
  const style = { transform: `translateY(${top}px)` }
  if (!tail.live) {
    return (
      <div role="row" className={cx(place, 'text-muted')} style={style}>
        <span role="gridcell" className="truncate">
          {lastWords(run)}
        </span>
      </div>
    )
  }
  // What keeps the recording itself from going on is said above the panes; only a stream that is read can be silent.
  if (
    recorders === 0 ||
    run.recording !== 'streaming' ||
    tail.mode === 'pause' ||
    quietMs < silenceAfterMs(run.itlP50Ms)
  )
    return null
  const waits = tool !== null || run.status === 'waiting_for_input'
  return (
    <div role="row" className={place} style={style}>
      <span
        role="gridcell"
        className={cx(
          'relative flex h-5 min-w-0 flex-1 items-center rounded-chip px-2',
          waits
            ? 'hatch-wait ring-1 ring-control ring-inset'
            : 'before:absolute before:inset-x-0 before:h-px before:bg-control',
        )}
      >
        <span className="relative flex min-w-0 items-center gap-1.5 bg-canvas px-1.5 leading-4 text-text-2">
          <Icon name={waits ? 'clock' : 's-stall'} className={cx('size-3', !waits && 'text-stall')} />
          <span className="truncate">
            {run.status === 'waiting_for_input'
              ? `waiting for input · ${formatSeconds(quietMs)}`
              : tool !== null
                ? `waiting for tool ${tool} · ${formatSeconds(quietMs)}`
                : `silent ${formatSeconds(quietMs)}`}
          </span>
        </span>
      </span>
    </div>
  )
}
