import type { RunState, StateGlyph } from '#lib/format/run-state.ts'
import { toneText } from './chip.tsx'
import { cx } from './cx.ts'
import { Icon, type IconName } from './icon.tsx'

/** The icon of each state. */
export const statusIcon: Record<StateGlyph, IconName> = {
  ok: 's-ok',
  error: 's-error',
  running: 's-running',
  waiting: 's-waiting',
  stall: 's-stall',
  lost: 's-lost',
  cancelled: 's-cancelled',
  queued: 's-queued',
  ended: 's-ended',
}

/** Glyph and word of a run's state. Only the glyph is green or grey: what needs no attention recedes. */
export function StatusGlyph({ state, className }: { state: RunState; className?: string | undefined }) {
  const quiet = state.tone === 'ok' || state.tone === 'idle'
  return (
    <span
      className={cx(
        'flex min-w-0 items-center gap-1.5 whitespace-nowrap',
        quiet ? 'text-text-2' : toneText[state.tone],
        className,
      )}
    >
      <Icon name={statusIcon[state.glyph]} className={cx('size-3.5', toneText[state.tone])} />
      <span className="truncate">{state.word}</span>
    </span>
  )
}
