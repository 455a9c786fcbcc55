import type { RunEvent } from '#lib/dialects/run-event.ts'
import { foldUsage, noTokens, reportedTokens, type Tokens } from './tokens.ts'

/** Output tokens after a frame. */
export type TokenStep = { seq: number; total: number }

/** Reported output tokens, folded frame by frame, in place. */
export type ReportedSteps = { tokens: Tokens; steps: TokenStep[] }

export const noReportedSteps = (): ReportedSteps => ({ tokens: noTokens(), steps: [] })

/** Folds what a frame reported: a step where the total of output tokens has changed. */
export function foldReported(reported: ReportedSteps, events: readonly RunEvent[], seq: number): void {
  for (const event of events) if (event.type === 'usage') foldUsage(reported.tokens, event)
  const total = reportedTokens(reported.tokens).outputTokens
  if (total === null || total === (reported.steps.at(-1)?.total ?? null)) return
  reported.steps.push({ seq, total })
}

/** Output text whose tokens are counted a piece at a time, in place. A word is never cut, for halves count double. */
export type EstimatedSteps = { pending: string; total: number; steps: TokenStep[] }

export const noEstimatedSteps = (): EstimatedSteps => ({ pending: '', total: 0, steps: [] })

const pieceLength = 40

/** Folds the visible text of a frame. `last` counts what is left. */
export function foldEstimated(
  estimated: EstimatedSteps,
  text: string,
  seq: number,
  countTokens: (text: string) => number,
  last = false,
): void {
  estimated.pending += text
  const { pending } = estimated
  if (pending === '' || (!last && pending.length < pieceLength)) return
  const cut = last ? pending.length : pending.search(/\s\S*$/u)
  // Text without a space for so long is data; cutting it costs a token at most.
  const end = cut > 0 ? cut : pending.length >= 50 * pieceLength ? pending.length : 0
  if (end === 0) return
  estimated.total += countTokens(pending.slice(0, end))
  estimated.pending = pending.slice(end)
  estimated.steps.push({ seq, total: estimated.total })
}
