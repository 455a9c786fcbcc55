import type { Run } from '#lib/api/run.ts'
import { runState } from '#lib/format/run-state.ts'

const hour = 3_600_000

export type Attention = { run: Run; why: 'recording' | 'input' | 'silent' | 'failed' }

/** What stands in the strip, and how many of each there are, shown or not. */
export type NeedsAttention = { shown: readonly Attention[]; counts: Readonly<Record<Attention['why'], number>> }

const mostWaiting = 3

/**
 * What a person should look at: recordings that cannot go on, runs that wait for a person (no more than three, so that
 * they hide nothing else), runs that went silent, failures of the last hour.
 */
export function needsAttention(running: readonly Run[], failed: readonly Run[], now: number, most = 5): NeedsAttention {
  const stuck = running
    .filter((run) => run.recording === 'auth_required' || run.recording === 'blocked')
    .map((run) => ({ run, why: 'recording' as const }))
  const waiting = running
    .filter((run) => run.status === 'waiting_for_input' && !stuck.some((item) => item.run === run))
    .toSorted((a, b) => begun(a) - begun(b))
    .map((run) => ({ run, why: 'input' as const }))
  const silent = running
    .map((run) => ({ run, state: runState(run, now) }))
    .filter(({ state }) => state.silentMs !== null)
    .toSorted((a, b) => (b.state.silentMs ?? 0) - (a.state.silentMs ?? 0))
    .map(({ run }) => ({ run, why: 'silent' as const }))
  const failures = failed
    .filter((run) => run.status === 'failed' && run.endedAt !== null && now - Date.parse(run.endedAt) < hour)
    .toSorted((a, b) => Date.parse(b.endedAt ?? '') - Date.parse(a.endedAt ?? ''))
    .map((run) => ({ run, why: 'failed' as const }))
  return {
    shown: [...stuck, ...waiting.slice(0, mostWaiting), ...silent, ...failures].slice(0, most),
    counts: { recording: stuck.length, input: waiting.length, silent: silent.length, failed: failures.length },
  }
}

/** The longest a run can have waited: since when is known only by its frames. */
function begun(run: Run): number {
  return Date.parse(run.startedAt ?? run.createdAt)
}
