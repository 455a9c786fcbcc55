import { json } from './answers.ts'
import type { Answer } from './script.ts'

/** One call of a model. */
export type ModusCall = { at: string; model: string; inputTokens: number; outputTokens: number }

const rollups: Record<string, number> = { hour: 3_600_000, day: 86_400_000 }
const groups = ['all', 'skill', 'agent', 'interface', 'model']

/** Calls and tokens by model in each hour or day (UTC) of the window [since, until). */
export function modusUsage(
  calls: readonly ModusCall[],
  query: URLSearchParams,
  { orgId, nowMs }: { orgId: string; nowMs: number },
): Answer {
  const rollup = query.get('rollup') ?? 'day'
  const size = rollups[rollup]
  if (size === undefined) return json(400, { error: 'rollup must be hour or day' })
  const groupBy = query.get('groupBy')
  if (groupBy !== null && !groups.includes(groupBy))
    return json(400, { error: `groupBy must be one of ${groups.join(', ')}` })
  const since = Date.parse(query.get('since') ?? new Date(nowMs - 30 * 86_400_000).toISOString())
  const until = Date.parse(query.get('until') ?? new Date(nowMs).toISOString())
  if (!(since < until)) return json(400, { error: 'since must be a time before until' })

  const model = query.get('model')
  const within = calls.filter(({ at, ...call }) => {
    return Date.parse(at) >= since && Date.parse(at) < until && (model === null || call.model === model)
  })
  const byBucket = Map.groupBy(within, ({ at, ...call }) => {
    const bucket = new Date(Math.floor(Date.parse(at) / size) * size).toISOString()
    return JSON.stringify([bucket, call.model])
  })
  const buckets = [...byBucket]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, group]) => {
      const [bucket, name] = JSON.parse(key) as [string, string]
      return { bucket, model: name, ...sumOf(group) }
    })
  const window = { since: new Date(since).toISOString(), until: new Date(until).toISOString() }
  return json(200, { org_id: orgId, ...window, rollup, buckets, totals: sumOf(within) })
}

function sumOf(calls: readonly ModusCall[]) {
  return {
    call_count: calls.length,
    input_tokens: calls.reduce((sum, call) => sum + call.inputTokens, 0),
    output_tokens: calls.reduce((sum, call) => sum + call.outputTokens, 0),
  }
}
