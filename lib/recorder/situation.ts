import type { StreamRules } from '#lib/dialects/dialect.ts'
import type { Request } from './attempt.ts'
import type { Situation } from './decide.ts'
import { operationOf } from './plan.ts'
import type { Session } from './session.ts'

/** What is known of a recording when an exchange is over, or before there was one. */
export function situationOf(
  { stored, dialect, now, fold, sink }: Session,
  rules: StreamRules,
  request: Request | null,
  { progressed, heard }: { progressed: boolean; heard: number },
): Situation {
  const idempotent = stored.start !== null && operationOf(dialect, stored.operation)?.idempotent === true
  // A stream that is over leaves nothing to lose by leaving.
  const isOver = now.todo === 'ask'
  const isIdentified = sink.position().hasIdentity
  return {
    class: rules.class,
    endedEarly: rules.endedEarly,
    grace: rules.grace !== null,
    starting: request?.name === 'start',
    sweeping: request?.name === 'sweep',
    repeatable: idempotent || request?.spec.method === 'GET',
    idempotent,
    watched: now.watched,
    terminal: fold.summary.terminal,
    atEnd: dialect.atEnd(fold.checkpoint().dialectState),
    settled: now.settled?.status ?? null,
    hasFrames: sink.position().nextSeq > 1 && !isOver,
    progressed,
    joined: heard > 0 || !isIdentified,
    waited: now.waited,
    attempt: now.attempt,
    emptyEnds: now.emptyEndsUs.length,
    startedAgain: now.startedAgain,
  }
}
