import type { Answer } from './answer.ts'
import type { Choices, Next, Situation } from './decide.ts'

/** Decides what follows an answer that is no stream. Pure. */
export function decideAnswer(
  answer: Exclude<Answer, { name: 'stream' }>,
  at: Situation,
  { retry, over }: Choices,
): Next {
  switch (answer.name) {
    case 'created':
      return retry(null, 0)
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
