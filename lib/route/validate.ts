import type { z } from 'zod'
import { issueWords } from './issue-words.ts'
import { ProblemError } from './problem.ts'

/** The value as the schema reads it; otherwise a 400 that says, field by field, what is wrong. */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const result = schema.safeParse(value, { reportInput: true })
  if (result.success) return result.data
  const errors = result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issueWords(issue) }))
  const [first] = errors
  const detail = first ? `${first.path === '' ? what : first.path}: ${first.message}` : `the ${what} is not valid`
  throw new ProblemError(400, detail, { errors })
}

/** The query of a request. A parameter given twice counts by its last. */
export function readQuery<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  return validate(schema, Object.fromEntries(new URL(request.url).searchParams), 'query')
}
