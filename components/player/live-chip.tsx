'use client'

import type { Run } from '#lib/api/run.ts'
import { Chip } from '#components/ui/chip.tsx'
import { cx } from '#components/ui/cx.ts'
import { toneText } from '#components/ui/chip.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { statusIcon } from '#components/ui/status-glyph.tsx'
import { getDialect } from '#lib/dialects/dialects.ts'
import { runState, statusState } from '#lib/format/run-state.ts'
import { liveWords, silenceAfterMs, type LiveWords } from './live-words.ts'
import { openToolOf, type PlayerState } from './player-state.ts'
import { rateOf } from './pulse.ts'
import { statusMeaning } from './run-words.ts'
import { useNow, usePlayer } from './use-player.ts'

/** What the run does, and what its stream does: two chips, because the two may differ. */
export function RunChips() {
  const state = usePlayer((all) => all)
  const { run, tail } = state
  const now = useNow(500, tail.live)
  const at = now ?? Math.max(state.pulse.anyAt, state.pulse.meaningfulAt)
  const live = tail.live || tail.mode === 'pause' ? wordsAt(state, at) : null
  // Of a run that nobody records any more, its last status may no longer be true.
  const status = run.recording === 'closed' ? runState(run, 0) : statusState(run.status)
  // While the stream runs, its chip says more than "running" and "waiting for input"; and before it runs, nobody has
  // said that the run is queued.
  const isUnheard = run.status === 'queued' && run.recording !== 'streaming'
  const isSaid = tail.live && (run.status === 'running' || isUnheard || live?.words.startsWith(status.word))
  return (
    <>
      {!isSaid && (
        <Chip tone={status.tone} className="flex-none font-semibold">
          <Icon name={statusIcon[status.glyph]} className="size-3" />
          <span title={statusMeaning[run.status]} className="inline-block first-letter:uppercase">
            {status.word}
          </span>
        </Chip>
      )}
      {live !== null && (
        <Chip
          tone={live.tone}
          dot={live.dot}
          className={cx('min-w-16 font-semibold md:flex-none', toneText[live.tone])}
        >
          {isSaid && run.status === 'waiting_for_input' && <Icon name="s-waiting" className="size-3" />}
          <span className="truncate" data-testid="live-state">
            {live.words}
          </span>
        </Chip>
      )}
    </>
  )
}

function wordsAt(state: PlayerState, at: number): LiveWords {
  return liveWords({
    run: state.run,
    tail: state.tail,
    recorders: state.recorders,
    grace: hasGrace(state.run),
    stream: state.stream,
    rate: rateOf(state.pulse, at),
    quietMs: at - state.pulse.meaningfulAt,
    anyFrameMs: at - state.pulse.anyAt,
    silenceAfterMs: silenceAfterMs(state.run.itlP50Ms),
    openTool: openToolOf(state.tip) ?? state.run.openTool,
  })
}

/** Whether the upstream may send more after the frame that ended the run. */
function hasGrace({ dialect, surface }: Run): boolean {
  return (getDialect(dialect)?.stream(surface, {}).grace ?? null) !== null
}
