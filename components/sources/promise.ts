import type { SourceClass } from '#lib/dialects/dialect.ts'

/** What can be promised of a source after its connection broke, in words. */
export const promise: Record<SourceClass, { short: string; long: string }> = {
  A: {
    short: 'resumes by number',
    long: 'Frames are numbered: after a break recording goes on at the next number, and a missing one is seen.',
  },
  B: {
    short: 'resumes by id',
    long: 'Frames have ids: after a break recording goes on after the last one, and an overlap proves that none is missing.',
  },
  C: {
    short: 'a break is a gap',
    long: 'The stream cannot be resumed: a break is recorded as a gap, with its length in time.',
  },
}
