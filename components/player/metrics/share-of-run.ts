import type { PartType, Timeline } from '#lib/api/timeline.ts'
import { formatFigure } from '#lib/format/figure.ts'

/** What a part of a run's time is called, and how it is filled: waits and missing data by pattern, not by colour alone. */
export const partLooks: Record<PartType, { label: string; fill: string }> = {
  first_token: { label: 'waiting for the model', fill: stripes('var(--control)', 'var(--surface)', 90) },
  output: { label: 'model output', fill: 'var(--k-output)' },
  reasoning: { label: 'reasoning', fill: 'var(--k-reasoning)' },
  tool: { label: 'waiting for tools', fill: stripes('var(--k-tool)', 'var(--surface)', 45) },
  input: { label: 'waiting for input', fill: stripes('var(--running)', 'var(--surface)', 135) },
  silence: { label: 'silence', fill: 'var(--raised)' },
  gap: { label: 'no data recorded', fill: crossed('var(--gap)') },
}

export type PartShare = { type: PartType; ms: number; perMille: number; seq: number | null }

/**
 * How a run's time divides, largest first, in tenths of a percent that add up to a thousand: each is rounded down and
 * what is left goes to those that lost most. `seq` is where the longest stretch of it begins.
 */
export function sharesOfRun({ totals, parts }: Timeline['lanes']): PartShare[] {
  const sum = totals.reduce((all, { ms }) => all + ms, 0)
  if (sum <= 0) return []
  const exact = totals.filter(({ ms }) => ms > 0).map((total) => ({ ...total, share: (total.ms / sum) * 1000 }))
  const left = 1000 - exact.reduce((all, { share }) => all + Math.floor(share), 0)
  const byLoss = exact.toSorted((a, b) => (b.share % 1) - (a.share % 1)).slice(0, left)
  return exact
    .map((total) => ({
      type: total.type,
      ms: total.ms,
      perMille: Math.floor(total.share) + (byLoss.includes(total) ? 1 : 0),
      seq: longest(parts.filter(({ type }) => type === total.type))?.seq ?? null,
    }))
    .toSorted((a, b) => b.ms - a.ms)
}

function longest<T extends { fromMs: number; toMs: number }>(parts: readonly T[]): T | undefined {
  return parts.reduce<T | undefined>(
    (best, part) => (best && best.toMs - best.fromMs >= part.toMs - part.fromMs ? best : part),
    undefined,
  )
}

/** The bar in one sentence. */
export function shareWords(shares: readonly PartShare[]): string {
  return shares
    .map(({ type, ms, perMille }) => `${partLooks[type].label} ${formatFigure(ms)} (${(perMille / 10).toFixed(1)} %)`)
    .join(', ')
}

function stripes(colour: string, ground: string, degrees: number): string {
  return `repeating-linear-gradient(${degrees}deg, ${colour} 0 2px, ${ground} 2px 5px)`
}

function crossed(colour: string): string {
  const lines = (degrees: number) => `repeating-linear-gradient(${degrees}deg, ${colour} 0 1px, transparent 1px 5px)`
  return `${lines(45)}, ${lines(135)}`
}
