import type { Usage, UsageQuery } from '#lib/api/usage.ts'
import { database } from './client.ts'

const HOUR_MS = 3_600_000
const SPAN_MS = { hour: 48 * HOUR_MS, day: 30 * 24 * HOUR_MS }

/** What the upstream of a source accounts for in [from, to), as it was read last; null if there is no such source. */
export async function getUsage(
  slug: string,
  { rollup, from, to }: UsageQuery,
  db = database(),
  now = Date.now,
): Promise<Usage | null> {
  const source = await db.prisma.source.findUnique({ where: { slug }, select: { id: true } })
  if (!source) return null
  const until = to === undefined ? new Date(now() + 1) : new Date(to)
  const since = from === undefined ? new Date(until.getTime() - SPAN_MS[rollup]) : new Date(from)
  const rows = await db.prisma.usageBucket.findMany({
    where: { sourceId: source.id, rollup, bucket: { gte: since, lt: until } },
    orderBy: [{ bucket: 'asc' }, { model: 'asc' }],
    select: { bucket: true, model: true, calls: true, inputTokens: true, outputTokens: true },
  })
  const buckets = rows.map((row) => ({
    bucket: row.bucket.toISOString(),
    model: row.model,
    calls: Number(row.calls),
    inputTokens: Number(row.inputTokens),
    outputTokens: Number(row.outputTokens),
  }))
  const sum = (name: 'calls' | 'inputTokens' | 'outputTokens') =>
    buckets.reduce((total, bucket) => total + bucket[name], 0)
  return {
    buckets,
    totals: { calls: sum('calls'), inputTokens: sum('inputTokens'), outputTokens: sum('outputTokens') },
  }
}
