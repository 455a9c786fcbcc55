import type { RunStatus } from '#lib/api/run.ts'
import type { SourceClass } from '#lib/dialects/dialect.ts'
import { isTerminal } from '#lib/run/summary.ts'
import { backoffMs } from './backoff.ts'
import type { Next } from './decide.ts'
import type { Found } from './find-run-id.ts'
import type { StatusAnswer } from './status-calls.ts'

/** At most so many answers that say nothing final, for a stream that nobody can watch again. */
const MOST = 200
const EMPTY_ENDS = 3
/** A run that the upstream does not list (yet) is looked for so often. */
const LOOKS = 3
const LOOK_AGAIN_MS = 1500
/** An upstream that cannot be asked for its runs is waited for so often: about a quarter of an hour. */
const FAILURES = 20

export type Inquiry = {
  class: SourceClass
  /** What the end of the stream meant by its frames, if anything. */
  atEnd: RunStatus | null
  /** The stream was open and silent when it was left: it is there to be watched again at once. */
  wasQuiet: boolean
  /** Answers in a row that said nothing final, this one included. */
  asked: number
  /** Clean ends of the stream without a new frame within the last minute. */
  emptyEnds: number
}

/** Decides what follows the upstream's answer to what became of a run (docs/architecture.md, "How a stream ends"). Pure. */
export function decideInquiry(answer: StatusAnswer, at: Inquiry, random: () => number = Math.random): Next {
  const close = (status: RunStatus, error: string | null): Next => ({ name: 'close', status, gap: null, error })
  const again = (error: string | null, afterMs: number): Next =>
    at.class === 'C' ? { name: 'ask', gap: null, error, afterMs } : { name: 'retry', afterMs, error, startAgain: false }
  switch (answer.name) {
    case 'known': {
      const { status } = answer.run
      if (status === null) return again('The upstream gives the run a status that is not known here.', backoff())
      // What is stored by now is read once more: frames may have come between the end of the stream and the answer.
      if (isTerminal(status)) return at.class === 'C' ? close(status, null) : { name: 'sweep', afterMs: 0 }
      if (at.class === 'C' && at.asked >= MOST)
        return close(status, 'The stream ended early; the run went on without it.')
      return again(null, at.class === 'C' || at.wasQuiet ? 0 : backoff())
    }
    case 'absent':
      return close(at.atEnd ?? 'lost', 'The upstream does not know the run any more.')
    case 'unauthorized':
      return { name: 'park', recording: 'auth_required', error: answer.error, failed: false }
    case 'failed':
      if (at.class === 'C' && at.asked >= MOST) return close(at.atEnd ?? 'lost', answer.error)
      return again(answer.error, answer.afterMs ?? backoff())
    case 'no_call':
      if (at.class === 'C' || at.emptyEnds >= EMPTY_ENDS) {
        return close(
          at.atEnd ?? 'lost',
          'The stream ended early, and the upstream cannot be asked what became of the run.',
        )
      }
      return again(null, backoff())
    default:
      return answer satisfies never
  }

  function backoff() {
    return backoffMs(at.asked, random)
  }
}

/** Decides what follows a search for a run whose id is not known, and that did not find it. Pure. */
export function decideSearch(
  found: Exclude<Found, { name: 'found' }>,
  { atEnd, asked }: Pick<Inquiry, 'atEnd' | 'asked'>,
  random: () => number = Math.random,
): Next {
  const { error } = found
  const close: Next = { name: 'close', status: atEnd ?? 'lost', gap: null, error }
  switch (found.name) {
    case 'not_found':
      if (found.final || asked >= LOOKS) return close
      return { name: 'ask', gap: null, error, afterMs: LOOK_AGAIN_MS }
    case 'unauthorized':
      return { name: 'park', recording: 'auth_required', error, failed: false }
    case 'failed':
      if (asked >= FAILURES) return close
      return { name: 'ask', gap: null, error, afterMs: found.afterMs ?? backoffMs(asked, random) }
    default:
      return found satisfies never
  }
}
