import type { RunStatus } from '#lib/api/run.ts'
import type { Action, Dialect, RunRef } from './dialect.ts'

/** What may be done with a run itself: null if it can be tried, else why it cannot. */
export type ReasonsAgainst = { cancel: string | null; input: string | null }

/** What stands against acting on a run, before its upstream is asked. */
export function reasonsAgainst(dialect: Dialect, { ref, status }: { ref: RunRef; status: RunStatus }): ReasonsAgainst {
  if (hasEnded(status)) return { cancel: ENDED, input: ENDED }
  // An id that is not known yet, but can be found, is looked for once it is needed.
  const isFindable = ref.upstreamRunId === null && dialect.rest?.find(ref) != null
  const known = isFindable ? { ...ref, upstreamRunId: 'to be found' } : ref
  return { cancel: reasonOf(dialect.cancel(known)), input: reasonOf(dialect.input(known, 'any')) }
}

const ENDED = 'The run has ended.'

/** A run that is `lost` may go on upstream, so that it can still be asked to end. */
function hasEnded(status: RunStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled' || status === 'ended'
}

function reasonOf(action: Action): string | null {
  return 'reason' in action ? action.reason : null
}
