import type { StreamRules } from '#lib/dialects/dialect.ts'

const SWEEP_MS = 5000
const FIRST_FRAME_MS = 15_000

/**
 * How long an open stream may go on without a frame that has data before it is left: after its terminal frame only as
 * long as late frames are to be expected, before it until the upstream is asked whether the run goes on. A run that has
 * not given any frame may have none to give, and is asked about sooner. Null: for ever. Pure.
 */
export function quietMs(
  { grace, askAfterMs }: Pick<StreamRules, 'grace' | 'askAfterMs'>,
  { sweeping, terminal, hasFrames }: { sweeping: boolean; terminal: boolean; hasFrames: boolean },
): number | null {
  if (sweeping) return SWEEP_MS
  if (terminal) return grace?.quietMs ?? null
  return hasFrames || askAfterMs === null ? askAfterMs : Math.min(FIRST_FRAME_MS, askAfterMs)
}
