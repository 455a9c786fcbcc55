import { json } from './answers.ts'
import type { Answer } from './script.ts'

/** A run as the Modus API tells of it. What only a single run has is left out of lists. */
export type ModusApiRun = {
  id: string
  agentId: string
  agentName?: string
  agentType?: 'task' | 'workflow'
  workflowId?: string
  temporalRunId?: string
  status: 'running' | 'awaiting_human' | 'completed' | 'error' | 'cancelled'
  triggerType?: 'schedule' | 'webhook' | 'api' | 'slack' | 'manual'
  startedAt: string
  endedAt?: string
  summary?: string
  /** `mine`: the caller is one of those who may approve. */
  pendingApproval?: { mine: boolean; [key: string]: unknown }
  taskResult?: unknown
  taskError?: unknown
  workflowNodes?: readonly unknown[]
  historyUnavailableReason?: string
}

const counted = ['running', 'awaiting_human', 'error', 'completed'] as const
const statuses = [...counted, 'cancelled', 'all_executions'] as const
const timeframes: Record<string, number> = { last_hour: 3_600_000, last_day: 86_400_000, last_week: 604_800_000 }

/** A page of an agent's runs, newest first, by the query of the documentation. */
export function listModusRuns(runs: readonly ModusApiRun[], query: URLSearchParams, nowMs: number): Answer {
  const status = query.get('status') ?? 'all_executions'
  if (!(statuses as readonly string[]).includes(status)) return refuse(`status must be one of ${statuses.join(', ')}`)
  const timeframe = query.get('timeframe')
  if (timeframe !== null && timeframes[timeframe] === undefined) return refuse('timeframe is unknown')
  const scope = query.get('approvalScope') ?? 'all'
  if (scope !== 'mine' && scope !== 'all') return refuse('approvalScope must be mine or all')
  const pageSize = Number(query.get('pageSize') ?? 25)
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > 100) return refuse('pageSize must be 1 to 100')
  const offset = offsetOf(query.get('pageToken'))
  if (offset === null) return refuse('pageToken is not one that was given')

  const since = timeframe === null ? -Infinity : nowMs - (timeframes[timeframe] ?? 0)
  const inScope = runs
    .filter((run) => Date.parse(run.startedAt) >= since)
    .filter(({ pendingApproval }) => scope === 'all' || !pendingApproval || pendingApproval.mine)
    .toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt))
  const found = status === 'all_executions' ? inScope : inScope.filter((run) => run.status === status)
  const counts = counted.map((name) => [name, inScope.filter((run) => run.status === name).length])
  return json(200, {
    runs: found.slice(offset, offset + pageSize).map(shown),
    counts: { all_executions: inScope.length, ...(Object.fromEntries(counts) as Record<string, number>) },
    nextPageToken: offset + pageSize < found.length ? tokenOf(offset + pageSize) : null,
  })
}

/** A run with what it gave, from the live workflow while it goes on and from history after that. */
export function singleModusRun(run: ModusApiRun | undefined, query: URLSearchParams): Answer {
  const temporalRunId = query.get('temporalRunId')
  if (!run || (temporalRunId !== null && temporalRunId !== temporalRunIdOf(run))) {
    return json(404, { error: 'run not found' })
  }
  const isLive = run.status === 'running' || run.status === 'awaiting_human'
  return json(200, {
    ...shown(run),
    source: isLive ? 'live-query' : 'history',
    taskResult: run.taskResult ?? null,
    taskError: run.taskError ?? null,
    workflowNodes: run.workflowNodes ?? [],
    historyUnavailableReason: run.historyUnavailableReason ?? null,
  })
}

function shown(run: ModusApiRun) {
  const { mine: _mine, ...pendingApproval } = run.pendingApproval ?? { mine: false }
  return {
    id: run.id,
    workflowId: run.workflowId ?? run.id.split(':')[0],
    agentId: run.agentId,
    agentName: run.agentName ?? run.agentId,
    agentType: run.agentType ?? 'task',
    status: run.status,
    temporalRunId: temporalRunIdOf(run),
    triggerType: run.triggerType ?? 'api',
    startedAt: run.startedAt,
    endedAt: run.endedAt ?? null,
    durationMs: run.endedAt === undefined ? null : Date.parse(run.endedAt) - Date.parse(run.startedAt),
    summary: run.summary ?? null,
    pendingApproval: run.pendingApproval ? pendingApproval : null,
  }
}

/** Ids are `wf_42_run_1:<uuid>`, and the uuid is the execution's. */
function temporalRunIdOf(run: ModusApiRun): string {
  return run.temporalRunId ?? run.id.split(':')[1] ?? run.id
}

/** Page tokens say nothing to whoever gets them. */
function tokenOf(offset: number): string {
  return Buffer.from(`from ${offset}`).toString('base64url')
}

function offsetOf(token: string | null): number | null {
  if (token === null || token === '') return 0
  const offset = /^from (\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1]
  return offset === undefined ? null : Number(offset)
}

function refuse(error: string): Answer {
  return json(400, { error })
}
