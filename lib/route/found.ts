import { ProblemError } from './problem.ts'

/** The value, or a 404 in its place. */
export function found<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new ProblemError(404, `there is no such ${what}`)
  return value
}
