import type { RunStatus } from '#lib/api/run.ts'
import type { GapReason } from '#lib/api/frame.ts'
import type { SourceClass, StreamRules } from '#lib/dialects/dialect.ts'
import type { Answer } from './answer.ts'
import { backoffMs } from './backoff.ts'
import { decideAnswer } from './decide-answer.ts'

/** How one exchange with the upstream came out. */
export type Outcome =
  /** The stream ended by itself; in the middle of a frame, only its sender did. */
  | { name: 'ended'; midFrame: boolean }
  /** The stream broke off, or was silent for too long. */
  | { name: 'broken'; error: string }
  /** We left a stream that was open: no frame with data came for as long as its rules allow. */
  | { name: 'quiet' }
  /** We left a stream whose numbers have a hole after `after`: what is missing is asked for once more. */
  | { name: 'hole'; after: number }
  /** No answer came. `sent`: the upstream may have had the request. */
  | { name: 'unreached'; error: string; sent: boolean; forbidden: boolean }
  | { name: 'answered'; answer: Exclude<Answer, { name: 'stream' }> }
  /** The run has another recording, which was there first. */
  | { name: 'duplicate'; of: string }
  | { name: 'stopped' }
  | { name: 'shutdown' }

/** What is known of the recording when an exchange is over. */
export type Situation = {
  class: SourceClass
  endedEarly: StreamRules['endedEarly']
  /** More may follow the terminal frame, so that what is stored is read once more in the end. */
  grace: boolean
  /** The exchange was the request that starts the run. */
  starting: boolean
  /** The exchange was the last reading of what is stored. */
  sweeping: boolean
  /** The request may be sent again: it only reads, or its key makes it the same run. */
  repeatable: boolean
  /** There is a request that starts the run, and sent again it finds the same run. */
  idempotent: boolean
  /** The run was watched by its id before, so that this is what the upstream calls it. */
  watched: boolean
  terminal: boolean
  /** What an end of the stream means in the state that its frames left; null: it ended early. */
  atEnd: RunStatus | null
  /** How the run ended by the upstream's status call, where its frames do not say. */
  settled: RunStatus | null
  /** Whether any frame of the run is stored, and whether this exchange brought new ones. */
  hasFrames: boolean
  progressed: boolean
  /** The exchange brought something that is stored already, so that nothing before it is missing; or nothing is stored. */
  joined: boolean
  /** Late frames were waited for long enough. */
  waited: boolean
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
  /** Read once more what is stored. */
  | { name: 'sweep'; afterMs: number }
  /** Ask the upstream what became of the run; `gap`: what of its stream is missing whatever the answer is. */
  | { name: 'ask'; gap: GapReason | null; error: string | null; afterMs: number }
  | { name: 'close'; status: RunStatus | null; gap: GapReason | null; error: string | null }
  | { name: 'park'; recording: 'auth_required' | 'blocked'; error: string; failed: boolean }
  | { name: 'release' }

const EMPTY_ENDS = 3
const EMPTY_SWEEPS = 2
const SWEEPS = 3
/** About twelve minutes. */
const LONG_SWEEPS = 16
/** After progress the first try comes at once: most cuts are a proxy's or a deploy's. */
const QUICK_MS = 150

export type Choices = {
  retry(error: string | null, afterMs?: number | null): Next
  /** The recording is over; `gap` is stored unless frames say how the run ended. */
  over(gap: GapReason | null, error: string | null): Next
}

/** Decides what follows an exchange (docs/architecture.md, "How a stream ends"). Pure. */
export function decide(outcome: Outcome, at: Situation, random: () => number = Math.random): Next {
  const retry: Choices['retry'] = (error, afterMs = null) => ({
    name: 'retry',
    error,
    startAgain: false,
    afterMs: afterMs ?? (at.progressed ? QUICK_MS : backoffMs(Math.max(1, at.attempt), random)),
  })
  const over: Choices['over'] = (gap, error) => ({
    name: 'close',
    status: at.terminal ? null : (at.settled ?? at.atEnd ?? 'lost'),
    gap: at.terminal ? null : gap,
    error,
  })
  switch (outcome.name) {
    case 'stopped':
      return {
        name: 'close',
        status: null,
        gap: at.terminal || !at.hasFrames ? null : 'recorder_down',
        error: 'Recording was stopped.',
      }
    case 'shutdown':
      // Who takes over may ask what became of a run, though nobody may read on.
      return at.class === 'C' && at.hasFrames && (at.terminal || at.endedEarly !== 'ask')
        ? over('recorder_down', null)
        : { name: 'release' }
    case 'duplicate':
      return { name: 'close', status: null, gap: null, error: `This run is recorded already, as ${outcome.of}.` }
    case 'hole':
      return at.sweeping ? { name: 'sweep', afterMs: 0 } : retry(null, 0)
    case 'unreached':
      if (outcome.forbidden) return { name: 'park', recording: 'blocked', error: outcome.error, failed: false }
      if (at.sweeping) return sweepAgain(at, { retry, over })
      if (outcome.sent && !at.repeatable) return unanswered(outcome.error, at, over)
      return retry(outcome.error)
    case 'answered':
      if (at.sweeping) return sweepAgain(at, { retry, over })
      return decideAnswer(outcome.answer, at, { retry, over })
    case 'ended':
      if (!outcome.midFrame || at.class === 'C') return afterStream(outcome, at, { retry, over })
      return afterStream({ name: 'broken', error: 'The stream ended in the middle of a frame.' }, at, { retry, over })
    case 'quiet':
    case 'broken':
      return afterStream(outcome, at, { retry, over })
    default:
      return outcome satisfies never
  }
}

function afterStream(
  outcome: Extract<Outcome, { name: 'ended' | 'quiet' | 'broken' }>,
  at: Situation,
  { retry, over }: Choices,
): Next {
  const error = outcome.name === 'broken' ? outcome.error : null
  if (at.sweeping) return afterSweep(outcome, at, { retry, over })
  if (at.terminal && at.grace) {
    // Late frames are waited for on another connection, unless those keep breaking.
    return outcome.name === 'quiet' || at.attempt >= SWEEPS ? { name: 'sweep', afterMs: 0 } : retry(error)
  }
  if (at.terminal) return over(null, error)
  if (outcome.name !== 'broken' && at.atEnd !== null && (at.class === 'C' || at.emptyEnds >= EMPTY_ENDS))
    return over(null, null)
  const asks = at.endedEarly === 'ask'
  if (at.class === 'C') {
    // Of a stream that has no terminal frame a clean end is one; of any other, it ended early.
    const gap = outcome.name === 'broken' || asks ? 'upstream_lost' : null
    return asks ? { name: 'ask', gap, error, afterMs: 0 } : over(gap, error)
  }
  if (asks && !at.progressed) return { name: 'ask', gap: null, error, afterMs: 0 }
  if (outcome.name === 'ended' && at.emptyEnds >= EMPTY_ENDS) return over(null, null)
  return retry(error)
}

/**
 * A clean end is no proof that all came: a server that fails on the way may end the same. What is stored is read until
 * a reading joins on it and brings nothing new, twice where no terminal frame says that this is the end.
 */
function afterSweep(
  outcome: Extract<Outcome, { name: 'ended' | 'quiet' | 'broken' }>,
  at: Situation,
  choices: Choices,
): Next {
  if (outcome.name === 'broken' || !at.joined) return sweepAgain(at, choices)
  if (at.progressed) return { name: 'sweep', afterMs: QUICK_MS }
  // It was read because the upstream said that the run is over; its terminal frame came only now, and more may follow.
  if (at.terminal) return at.grace && !at.waited ? choices.retry(null, 0) : choices.over(null, null)
  if (outcome.name === 'ended' && at.emptyEnds < EMPTY_SWEEPS) return sweepAgain(at, choices)
  return choices.over(null, null)
}

/** Behind a terminal frame a few tries are enough; without one, what is missing may be most of the run. */
function sweepAgain(at: Situation, { retry, over }: Choices): Next {
  if (at.attempt >= (at.terminal ? SWEEPS : LONG_SWEEPS)) return over('unverified', null)
  const next = retry(null)
  return { name: 'sweep', afterMs: next.name === 'retry' ? next.afterMs : 0 }
}

/** The upstream may have begun a run whose answer never came: it is looked for, and never started twice. */
function unanswered(error: string, at: Situation, over: Choices['over']): Next {
  const told = `${error} The request is not sent twice.`
  if (at.endedEarly === 'ask')
    return { name: 'ask', gap: at.class === 'C' ? 'upstream_lost' : null, error: told, afterMs: 0 }
  return over('upstream_lost', told)
}
