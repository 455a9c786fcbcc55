import type { RunEvent } from '#lib/dialects/run-event.ts'

type Usage = Extract<RunEvent, { type: 'usage' }>
type Field = 'inputTokens' | 'outputTokens' | 'reasoningTokens' | 'cachedTokens'

const fields: readonly Field[] = ['inputTokens', 'outputTokens', 'reasoningTokens', 'cachedTokens']

type Cost = { amount: number; currency: string }

/** Tokens by how they were reported: what turns add up to, and the latest running or final total. Plain JSON. */
export type Tokens = {
  turns: Partial<Record<Field, number>>
  total: Partial<Record<Field, number>>
  turnCost: Cost | null
  cost: Cost | null
}

export const noTokens = (): Tokens => ({ turns: {}, total: {}, turnCost: null, cost: null })

/** Folds one usage event, in place: `turn` adds up, `cumulative` and `total` replace. */
export function foldUsage(tokens: Tokens, usage: Usage): void {
  for (const field of fields) {
    const value = usage[field]
    if (value === undefined) continue
    if (usage.scope === 'turn') tokens.turns[field] = (tokens.turns[field] ?? 0) + value
    else tokens.total[field] = value
  }
  if (!usage.cost) return
  if (usage.scope !== 'turn') tokens.cost = usage.cost
  else tokens.turnCost = { amount: sum(tokens.turnCost?.amount ?? 0, usage.cost.amount), currency: usage.cost.currency }
}

/** Without the noise of binary fractions: no upstream tells of less than a billionth. */
function sum(a: number, b: number): number {
  return Math.round((a + b) * 1e9) / 1e9
}

/** What the run used: a total wins over the sum of turns, never both; null where nothing was reported. */
export function reportedTokens(tokens: Tokens): Record<Field, number | null> & { cost: Cost | null } {
  const of = (field: Field) => tokens.total[field] ?? tokens.turns[field] ?? null
  return {
    inputTokens: of('inputTokens'),
    outputTokens: of('outputTokens'),
    reasoningTokens: of('reasoningTokens'),
    cachedTokens: of('cachedTokens'),
    cost: tokens.cost ?? tokens.turnCost,
  }
}
