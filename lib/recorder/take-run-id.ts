import { adoptRunId } from '#lib/db/adopt-run-id.ts'
import { isRunId } from '#lib/dialects/run-id.ts'
import type { Outcome } from './decide.ts'
import type { RecordingDeps } from './deps.ts'
import type { Session } from './session.ts'

/** Gives the run an upstream id that was learnt late. Not null: another recording has that run, and was there first. */
export async function takeRunId(
  upstreamRunId: string,
  { stored, now, persist }: Session,
  deps: Pick<RecordingDeps, 'db'>,
): Promise<Extract<Outcome, { name: 'duplicate' }> | null> {
  // What frames call an id may be anything; a run without one goes on.
  if (!isRunId(upstreamRunId)) return null
  now.upstreamRunId = upstreamRunId
  const adoption = await persist(() => adoptRunId(stored.runId, upstreamRunId, deps.db))
  return adoption.name === 'taken' ? { name: 'duplicate', of: adoption.by } : null
}
