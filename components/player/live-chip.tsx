'use client'

import type { Run } from '#lib/api/run.ts'
import { Chip } from '#components/ui/chip.tsx'
import { cx } from '#components/ui/cx.ts'
import { toneText } from '#components/ui/chip.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { statusIcon } from '#components/ui/status-glyph.tsx'
import { getDialect } from '#lib/dialects/dialects.ts'
import { runState, statusState } from '#lib/format/run-state.ts'
import { liveWords, silenceAfterMs } from './live-words.ts'
import { openToolOf } from './player-state.ts'
import { rateOf } from './pulse.ts'
import { statusMeaning } from './run-words.ts'
import { useNow, usePlayer } from './use-player.ts'

/** What the run does, and what its stream does: two chips, because the two may differ. */
export function RunChips() {
  const run = usePlayer((state) => state.run)
  const live = usePlayer((state) => state.tail.live)
  // Of a run that nobody records any more, its last status may no longer be true.
  const status = run.recording === 'closed' ? runState(run, 0) : statusState(run.status)
  // While the stream runs, its chip says more than the word "running".
  return (
    <>
      {!(live && run.status === 'running') && (
        <Chip tone={status.tone} className="font-semibold capitalize">
          <Icon name={statusIcon[status.glyph]} className="size-3" />
          <span title={statusMeaning[run.status]}>{status.word}</span>
        </Chip>
      )}
      <LiveChip />
    </>
  )
}

function LiveChip() {
  const state = usePlayer((all) => all)
  const now = useNow(500, state.tail.live)
  if (!state.tail.live && state.tail.mode !== 'pause') return null
  const at = now ?? Math.max(state.pulse.anyAt, state.pulse.meaningfulAt)
  const { tone, dot, words } = liveWords({
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
  return (
    <Chip tone={tone} dot={dot} className={cx('min-w-0 font-semibold', toneText[tone])}>
      <span className="truncate" data-testid="live-state">
        {words}
      </span>
    </Chip>
  )
}

/** Whether the upstream may send more after the frame that ended the run. */
function hasGrace({ dialect, surface }: Run): boolean {
  return (getDialect(dialect)?.stream(surface, {}).grace ?? null) !== null
}
