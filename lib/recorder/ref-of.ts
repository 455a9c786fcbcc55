import type { RunRef } from '#lib/dialects/dialect.ts'
import type { Session } from './session.ts'
import type { Tail } from './tail.ts'

/** What is known of a session's run when its upstream is asked about it. */
export function refOf({ stored, fold, now }: Session, tail: Tail | null): RunRef {
  const { startedUs, startedAtBasis, threadId, agent } = fold.summary
  return {
    surface: stored.surface,
    upstreamRunId: now.upstreamRunId,
    threadId: threadId ?? stored.threadId,
    agent: agent ?? stored.agent,
    lastId: tail?.blocks.findLast(({ identity }) => identity !== null)?.identity ?? null,
    start: stored.start,
    startedMs: startedUs !== null && startedAtBasis === 'request' ? startedUs / 1000 : null,
  }
}
