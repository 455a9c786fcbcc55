import type { RunStatus } from '#lib/api/run.ts'

/** The status of a run by the word for it (RunStatus.java); null for a word that is not known. */
export function statusOf(word: unknown): RunStatus | null {
  if (typeof word !== 'string') return null
  // Further kinds of waiting may be added to the two that were read.
  if (word.startsWith('AWAITING_')) return 'waiting_for_input'
  return Object.hasOwn(words, word) ? (words[word] ?? null) : null
}

const words: Record<string, RunStatus> = {
  PENDING: 'queued',
  QUEUED: 'queued',
  CREATED: 'queued',
  RUNNING: 'running',
  PROCESSING: 'running',
  APPROVED: 'running',
  PAUSED: 'waiting_for_input',
  COMPLETED: 'completed',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
  REJECTED: 'failed',
  EXPIRED: 'failed',
}
