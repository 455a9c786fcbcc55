import type { Usage } from '#lib/api/usage.ts'
import type { Rollup, UsageBucket } from '#lib/dialects/rest.ts'

export type UsageTotals = Usage['totals']

/** The window that the card sums up and that the table shows: whole hours of a day, or whole days of a month. */
export function usageWindow(rollup: Rollup, now: number): { from: string; to: string; words: string } {
  const [ms, count, words] =
    rollup === 'hour' ? [3_600_000, 24, 'last 24 hours'] : ([86_400_000, 30, 'last 30 days'] as const)
  const to = (Math.floor(now / ms) + 1) * ms
  return { from: new Date(to - count * ms).toISOString(), to: new Date(to).toISOString(), words }
}

/** The totals of each model, the one with the most tokens first. */
export function usageByModel(buckets: readonly UsageBucket[]): ({ model: string } & UsageTotals)[] {
  const models = new Map<string, { model: string } & UsageTotals>()
  for (const { model, calls, inputTokens, outputTokens } of buckets) {
    const sum = models.get(model) ?? { model, calls: 0, inputTokens: 0, outputTokens: 0 }
    models.set(model, {
      model,
      calls: sum.calls + calls,
      inputTokens: sum.inputTokens + inputTokens,
      outputTokens: sum.outputTokens + outputTokens,
    })
  }
  return [...models.values()].sort((a, b) => tokensOf(b) - tokensOf(a) || b.calls - a.calls)
}

/** Buckets by their time, the newest first; the models of one by their tokens. */
export function usageByTime(buckets: readonly UsageBucket[]): { bucket: string; models: UsageBucket[] }[] {
  const times = new Map<string, UsageBucket[]>()
  for (const row of buckets) times.set(row.bucket, [...(times.get(row.bucket) ?? []), row])
  return [...times]
    .sort(([a], [b]) => Date.parse(b) - Date.parse(a))
    .map(([bucket, models]) => ({ bucket, models: models.sort((a, b) => tokensOf(b) - tokensOf(a)) }))
}

export function tokensOf({ inputTokens, outputTokens }: Pick<UsageTotals, 'inputTokens' | 'outputTokens'>): number {
  return inputTokens + outputTokens
}

/** The buckets as CSV, in the order they came. */
export function usageCsv(buckets: readonly UsageBucket[]): string {
  const lines = buckets.map(({ bucket, model, calls, inputTokens, outputTokens }) =>
    [bucket, csvText(model), calls, inputTokens, outputTokens].join(','),
  )
  return ['bucket,model,calls,input_tokens,output_tokens', ...lines, ''].join('\r\n')
}

/** Quoted where it must be. A text that a spreadsheet would run as a formula is kept one. */
function csvText(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
