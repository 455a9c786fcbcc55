import type { GapReason } from '#lib/api/frame.ts'
import type { StreamRules } from '#lib/dialects/dialect.ts'

/** What a stream's rules say of what can be promised. */
export type PromiseRules = Pick<StreamRules, 'class' | 'dense'>

/** What can be promised of a stream after its connection broke, in a few words. */
export function promiseWords({ class: sourceClass, dense }: PromiseRules): string {
  switch (sourceClass) {
    case 'A':
      return dense ? 'numbered: resumes exactly, and a hole is seen' : 'numbered: resumes exactly'
    case 'B':
      return 'resumes by id; an overlap proves nothing is missing'
    case 'C':
      return 'cannot resume: a break is recorded as a gap'
    default:
      return sourceClass satisfies never
  }
}

/** The whole promise of a stream: what holds, as long as what, and what is said where it does not. */
export function promiseSentence({ class: sourceClass, dense }: PromiseRules): string {
  switch (sourceClass) {
    case 'A':
      return dense
        ? 'No frame is lost or doubled, as long as the upstream keeps them. A number that is missing is asked for once more, and is a gap if it does not come.'
        : 'No frame is lost or doubled, as long as the upstream keeps them. Its numbers skip some, so a skipped number alone is no loss.'
    case 'B':
      return 'No frame is doubled. After a break the stream is read on from a frame that is stored already: where that comes again, nothing is missing; where it does not, an unverified gap says so.'
    case 'C':
      return 'Frames are kept as they come, whatever happens here. A break cannot be made good: what came after it is a gap. A request that starts a run is not sent twice.'
    default:
      return sourceClass satisfies never
  }
}

/** What each reason of a gap means, for those who ask. */
export const gapMeaning: Record<GapReason, string> = {
  unverified:
    'The stream came back without a frame that was known, or numbered its frames anew: nothing proves that none is missing.',
  upstream_lost:
    'The connection broke and the rest cannot be asked for, or numbers are missing that the upstream did not send again.',
  expired: 'The upstream did not keep these frames for as long as it took to come back.',
  rewritten: 'The upstream sent other bytes for a frame that was recorded. Both are kept.',
  oversize: 'One block was larger than the limit. Its length and its hash are kept, its bytes are not.',
  recorder_down: 'Nobody recorded: the recorder was stopped, or died, while a stream was open that cannot be resumed.',
  spool_full: 'The recorder had no room left for what came in.',
}
