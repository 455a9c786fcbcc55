import type { RunStatus } from '#lib/api/run.ts'
import type { GapReason } from '#lib/api/frame.ts'
import type { SourceClass } from '#lib/dialects/dialect.ts'
import type { Answer } from './answer.ts'
import { backoffMs } from './backoff.ts'

/** How one exchange with the upstream came out. */
export type Outcome =
  /** The stream ended by itself. */
  | { name: 'ended' }
  /** The stream broke off, or was silent for too long. */
  | { name: 'broken'; error: string }
  /** No answer came. `sent`: the upstream may have had the request. */
  | { name: 'unreached'; error: string; sent: boolean; forbidden: boolean }
  | { name: 'answered'; answer: Exclude<Answer, { name: 'stream' }> }
  | { name: 'stopped' }
  | { name: 'shutdown' }

/** What is known of the recording when an exchange is over. */
export type Situation = {
  class: SourceClass
  endedEarly: 'reconnect' | 'ended'
  /** The exchange was the request that starts the run. */
  starting: boolean
  /** The request may be sent again: it only reads, or its key makes it the same run. */
  repeatable: boolean
  /** There is a request that starts the run, and sent again it finds the same run. */
  idempotent: boolean
  /** The run was watched by its id before, so that this is what the upstream calls it. */
  watched: boolean
  terminal: boolean
  /** Whether any frame of the run is stored, and whether this exchange brought new ones. */
  hasFrames: boolean
  progressed: boolean
  /** Exchanges without progress, this one included. */
  attempt: number
  /** Clean ends without a new frame within the last minute, this one included. */
  emptyEnds: number
  /** The starting request was already sent again because the run could not be watched by its id. */
  startedAgain: boolean
}

/** What to do next. */
export type Next =
  /** `startAgain`: by the request that starts the run, because the run cannot be watched by its id. */
  | { name: 'retry'; afterMs: number; error: string | null; startAgain: boolean }
  | { name: 'close'; status: RunStatus | null; gap: GapReason | null; error: string | null }
  | { name: 'park'; recording: 'auth_required' | 'blocked'; error: string; failed: boolean }
  | { name: 'release' }

const EMPTY_ENDS = 3
/** After progress the first try comes at once: most cuts are a proxy's or a deploy's. */
const QUICK_MS = 150

/** Decides what follows an exchange (design table "Ending"; reliability, failure modes). Pure. */
export function decide(outcome: Outcome, at: Situation, random: () => number = Math.random): Next {
  const retry = (error: string | null, afterMs: number | null = null): Next => ({
    name: 'retry',
    error,
    startAgain: false,
    afterMs: afterMs ?? (at.progressed ? QUICK_MS : backoffMs(Math.max(1, at.attempt), random)),
  })
  const over = (gap: GapReason | null, error: string | null): Next => ({
    name: 'close',
    status: at.terminal ? null : at.endedEarly === 'ended' ? 'ended' : 'lost',
    gap: at.terminal ? null : gap,
    error,
  })
  switch (outcome.name) {
    case 'ended':
      if (at.terminal || at.class === 'C' || at.emptyEnds >= EMPTY_ENDS) return over(null, null)
      return retry(null)
    case 'broken':
      if (at.terminal || at.class === 'C') return over('upstream_lost', outcome.error)
      return retry(outcome.error)
    case 'unreached':
      if (outcome.forbidden) return { name: 'park', recording: 'blocked', error: outcome.error, failed: false }
      if (outcome.sent && !at.repeatable)
        return over('upstream_lost', `${outcome.error} The request is not sent twice.`)
      return retry(outcome.error)
    case 'answered':
      return afterAnswer(outcome.answer, at, { retry, over })
    case 'stopped':
      return {
        name: 'close',
        status: null,
        gap: at.terminal || !at.hasFrames ? null : 'recorder_down',
        error: 'Recording was stopped.',
      }
    case 'shutdown':
      return at.class === 'C' && at.hasFrames ? over('recorder_down', null) : { name: 'release' }
    default:
      return outcome satisfies never
  }
}

function afterAnswer(
  answer: Exclude<Answer, { name: 'stream' }>,
  at: Situation,
  {
    retry,
    over,
  }: {
    retry(error: string, afterMs: number | null): Next
    over(gap: GapReason | null, error: string | null): Next
  },
): Next {
  switch (answer.name) {
    case 'nothing':
      return over(null, null)
    case 'unauthorized':
      return { name: 'park', recording: 'auth_required', error: answer.error, failed: false }
    case 'gone': {
      // The upstream may have named the run otherwise than we did; the same request with the same key finds it. Never
      // once it was watched by its id, or is gone for good: then the same request would begin another run.
      const misnamed = !at.starting && at.idempotent && !at.watched && !at.startedAgain && !answer.forGood
      if (misnamed) return { name: 'retry', afterMs: 0, error: answer.error, startAgain: true }
      if (at.hasFrames) return over('expired', answer.error)
      return { name: 'park', recording: 'blocked', error: answer.error, failed: at.starting }
    }
    case 'busy':
      if (at.repeatable || answer.refused) return retry(answer.error, answer.afterMs)
      return {
        name: 'park',
        recording: 'blocked',
        error: `${answer.error} The request is not sent twice.`,
        failed: true,
      }
    case 'refused':
      return { name: 'park', recording: 'blocked', error: answer.error, failed: at.starting }
    default:
      return answer satisfies never
  }
}
