import type { z } from 'zod'

/** What is wrong with an input, in words that follow the name of a field: `must not be empty`, `is required`. */
export function issueWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${article(issue.expected)}`
    case 'invalid_key':
      return issue.issues[0] ? issueWords(issue.issues[0]) : issue.message
    case 'too_small':
      if (issue.origin === 'string') {
        return Number(issue.minimum) <= 1 ? 'must not be empty' : `must have at least ${issue.minimum} characters`
      }
      return `must be at least ${issue.minimum}`
    case 'too_big':
      if (issue.origin === 'string') return `must have at most ${issue.maximum} characters`
      return `must be at most ${issue.maximum}`
    case 'unrecognized_keys':
      return `has no place for ${issue.keys.join(', ')}`
    default:
      return issue.message
  }
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`
}
