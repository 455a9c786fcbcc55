import type { SourceClass } from '#lib/dialects/dialect.ts'

/** What can be promised of a source after its connection broke, in words. */
export const promise: Record<SourceClass, string> = {
  A: 'numbered: resumes exactly, and a hole is seen',
  B: 'resumes by id; an overlap proves nothing is missing',
  C: 'cannot resume: a break is recorded as a gap',
}
