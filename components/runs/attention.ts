import type { Run } from '#lib/api/run.ts'
import { runState } from '#lib/format/run-state.ts'

const hour = 3_600_000

export type Attention = { run: Run; why: 'silent' | 'recording' | 'failed' }

/** What a person should look at: recordings that cannot go on, runs that went silent, failures of the last hour. */
export function needsAttention(running: readonly Run[], failed: readonly Run[], now: number, most = 5): Attention[] {
  const stuck = running
    .filter((run) => run.recording === 'auth_required' || run.recording === 'blocked')
    .map((run) => ({ run, why: 'recording' as const }))
  const silent = running
    .map((run) => ({ run, state: runState(run, now) }))
    .filter(({ state }) => state.silentMs !== null)
    .toSorted((a, b) => (b.state.silentMs ?? 0) - (a.state.silentMs ?? 0))
    .map(({ run }) => ({ run, why: 'silent' as const }))
  const failures = failed
    .filter((run) => run.status === 'failed' && run.endedAt !== null && now - Date.parse(run.endedAt) < hour)
    .toSorted((a, b) => Date.parse(b.endedAt ?? '') - Date.parse(a.endedAt ?? ''))
    .map((run) => ({ run, why: 'failed' as const }))
  return [...stuck, ...silent, ...failures].slice(0, most)
}
