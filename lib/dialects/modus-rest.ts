import type { RunStatus } from '#lib/api/run.ts'
import { asObject, pickCount, pickJson, pickText, parseObject, type JsonObject } from './json.ts'
import { listedSurface, type Rest, type UpstreamRun, type UsageBucket } from './rest.ts'

// The Modus API, on a host of its own (docs: "List recent runs for an agent", "Get a single run", "List LLM usage for the
// current org"). Its run ids are those of workflow executions and name no stream.

const PAGE_SIZE = 100

const statuses: Record<string, RunStatus> = {
  running: 'running',
  awaiting_human: 'waiting_for_input',
  completed: 'completed',
  error: 'failed',
  cancelled: 'cancelled',
}

/** What Modus says of the runs of agents, and of an organization's usage. */
export const modusRest: Rest = {
  read: readRuns,
  status: null,
  find: () => null,
  details({ surface, upstreamRunId, agent, metadata }) {
    const agentId = metadata?.['agentId'] ?? agent
    if (surface !== listedSurface || !isStep(upstreamRunId) || !isStep(agentId)) return []
    const temporalRunId = metadata?.['temporalRunId']
    const query = temporalRunId === undefined ? '' : `?temporalRunId=${segment(temporalRunId)}`
    return [get(`${runsOf(agentId)}/${segment(upstreamRunId)}${query}`)]
  },
  // Without its base URL there is no API to ask: the host of the streams has none of this.
  lists: ({ apiBaseUrl, agents }) => (apiBaseUrl === undefined ? [] : [...new Set(agents)].filter(isStep)),
  list(agentId, page) {
    const query = { status: 'all_executions', timeframe: 'last_week', pageSize: String(PAGE_SIZE) }
    return get(`${runsOf(agentId)}?${new URLSearchParams({ ...query, ...(page !== null && { pageToken: page }) })}`)
  },
  nextPage(text, page) {
    const next = pickText(parseObject(text), ['nextPageToken']) ?? null
    return next === page ? null : next
  },
  streams: false,
  usage: {
    rollups: ['hour', 'day'],
    request: ({ sinceMs, untilMs, rollup }) =>
      get(`/usage?${new URLSearchParams({ since: iso(sinceMs), until: iso(untilMs), rollup })}`),
    read: readUsage,
  },
}

function readRuns(text: string): readonly UpstreamRun[] {
  const answer = parseObject(text)
  const listed = answer?.['runs']
  const found = Array.isArray(listed) ? (listed as unknown[]) : [answer?.['run'] ?? answer]
  return found.flatMap((entry) => {
    const run = asObject(entry)
    const upstreamRunId = pickText(run, ['id'])
    return run === null || upstreamRunId === undefined ? [] : [toRun(upstreamRunId, run)]
  })
}

function toRun(upstreamRunId: string, run: JsonObject): UpstreamRun {
  const word = pickText(run, ['status'])
  const status = word !== undefined && Object.hasOwn(statuses, word) ? statuses[word]! : null
  const agent = pickText(run, ['agentName', 'agentId'])
  const title = pickText(run, ['summary'])
  const error = errorOf(run)
  const durationMs = run['durationMs']
  return {
    upstreamRunId,
    status,
    createdMs: instantMs(run['startedAt']),
    endedMs: instantMs(run['endedAt']),
    ...(agent !== undefined && { agent }),
    ...(title !== undefined && { title }),
    ...(error !== undefined && { error }),
    ...(typeof durationMs === 'number' && { totals: { durationMs } }),
    metadata: {
      ...said(run),
      // It is only there while somebody is waited for.
      pendingApproval: run['pendingApproval'] === false ? '' : (pickJson(run, ['pendingApproval']) ?? ''),
      ...(status === null && word !== undefined && { status: word }),
    },
  }
}

const names = [
  ...['agentId', 'agentName', 'agentType', 'workflowId', 'temporalRunId', 'triggerType', 'summary'],
  // Only a single run says these.
  ...['source', 'taskResult', 'workflowNodes', 'historyUnavailableReason'],
]

function said(run: JsonObject): Record<string, string> {
  const pairs = names.map((name) => [name, pickJson(run, [name])] as const)
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== ''))
}

function errorOf(run: JsonObject): string | undefined {
  return (
    pickText(run, ['taskError']) ?? pickText(asObject(run['taskError']), ['message']) ?? pickJson(run, ['taskError'])
  )
}

function readUsage(text: string): readonly UsageBucket[] {
  const buckets = parseObject(text)?.['buckets']
  return Array.isArray(buckets) ? (buckets as unknown[]).flatMap((entry) => toBucket(asObject(entry))) : []
}

function toBucket(bucket: JsonObject | null): UsageBucket[] {
  const ms = instantMs(bucket?.['bucket'])
  if (ms === null) return []
  return [
    {
      bucket: iso(ms),
      model: pickText(bucket, ['model']) ?? '',
      calls: pickCount(bucket, ['call_count']) ?? 0,
      inputTokens: pickCount(bucket, ['input_tokens']) ?? 0,
      outputTokens: pickCount(bucket, ['output_tokens']) ?? 0,
    },
  ]
}

/** A time that is written as ISO 8601; null for anything else. */
function instantMs(value: unknown): number | null {
  const ms = typeof value === 'string' && /^[1-9]\d{3}-\d\d-\d\d/.test(value) ? Date.parse(value) : NaN
  return Number.isNaN(ms) ? null : ms
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

function runsOf(agentId: string): string {
  return `/agents/${segment(agentId)}/runs`
}

/** Whether a name can be one step of a path: dots alone would be steps of their own. */
function isStep(name: string | null): name is string {
  return name !== null && name !== '' && name !== '.' && name !== '..'
}

function segment(name: string): string {
  return encodeURIComponent(name.toWellFormed())
}

function get(path: string) {
  return { method: 'GET', path, headers: { accept: 'application/json' }, body: null, host: 'api' as const }
}
