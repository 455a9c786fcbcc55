'use client'

import { formatSeconds } from '#lib/format/duration.ts'
import { cx } from '#components/ui/cx.ts'
import { silenceAfterMs } from './live-words.ts'
import { openToolOf } from './player-state.ts'
import { QuietBand } from './quiet-row.tsx'
import { lastWords } from './run-words.ts'
import { useNow, usePlayer, usePlayerParts } from './use-player.ts'

/** The row below the last frame: how the run ended, or what it waits for while it is silent. */
export function ListFoot({ top }: { top: number }) {
  const { store } = usePlayerParts()
  const { run, tail, pulse, recorders } = usePlayer((state) => state)
  const tool = usePlayer((state) => openToolOf(state.tip) ?? state.run.openTool)
  const now = useNow(500, tail.live)
  const quietMs = now === null ? 0 : now - pulse.meaningfulAt
  const place =
    'absolute inset-x-0 flex h-11 items-center pr-2 pl-[calc(var(--seq)+10px)] font-mono text-xs whitespace-nowrap md:h-7'
  const replay = () => {
    store.goTo(1)
    store.play()
  }
  const style = { transform: `translateY(${top}px)` }
  if (!tail.live) {
    return (
      <div role="row" className={cx(place, 'text-muted')} style={style}>
        <span role="gridcell" className="truncate">
          {lastWords(run)}
        </span>
        {tail.lastSeq > 0 && (
          <span role="gridcell" className="ml-auto flex-none pl-3">
            <button type="button" className="h-7 text-accent hover:underline pointer-coarse:h-11" onClick={replay}>
              Replay
              <span className="max-md:sr-only @max-[34rem]:sr-only"> from start</span>
            </button>
          </span>
        )}
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
  const asks = run.status === 'waiting_for_input'
  const lasts = formatSeconds(quietMs)
  return (
    <div role="row" className={place} style={style}>
      <span role="gridcell" className="flex min-w-0 flex-1">
        <QuietBand
          why={asks ? 'input' : tool === null ? 'silence' : { tool }}
          words={
            asks
              ? `waiting for input · ${lasts}`
              : tool === null
                ? `silent ${lasts}`
                : `waiting for tool ${tool} · ${lasts}`
          }
        />
      </span>
    </div>
  )
}
