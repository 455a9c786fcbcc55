import type { RunStatus } from '#lib/api/run.ts'
import { get, runPath, segment } from './arkloop-requests.ts'
import type { RunRef } from './dialect.ts'
import { asObject, parseJson, pickText, type JsonObject } from './json.ts'
import type { Rest, UpstreamRun } from './rest.ts'
import { rfc3339Us } from './rfc3339.ts'

const PAGE = 200

/** Lists and details of runs: as the server answers, `{data, total}` with an offset, and as documented, an array. */
export const arkloopRest: Rest = {
  read: (text) => itemsOf(parseJson(text)).flatMap((item) => readRun(item) ?? []),
  status: {
    limit: 1,
    group: ({ upstreamRunId }) => (upstreamRunId === null ? null : ''),
    request: ([run]) => details(run),
    single: (run) => details(run),
  },
  find: ({ threadId }) => (threadId === null ? null : get(`/v1/threads/${segment(threadId)}/runs?limit=20`)),
  details(run) {
    if (run.upstreamRunId === null) return []
    // The list has the totals, the details have the children.
    return [get(`/v1/runs?run_id=${segment(run.upstreamRunId)}&limit=1`), details(run)]
  },
  lists: () => [''],
  list: (_name, page) => get(`/v1/runs?limit=${PAGE}${page === null ? '' : `&${page}`}`),
  nextPage(text, page) {
    const answer = parseJson(text)
    const items = itemsOf(answer)
    if (Array.isArray(answer)) return nextBefore(items, page)
    const total = asObject(answer)?.['total']
    const offset = Number(/^offset=(\d{1,15})$/.exec(page ?? '')?.[1] ?? 0) + items.length
    const isMore = typeof total === 'number' ? offset < total : items.length >= PAGE
    return items.length > 0 && isMore ? `offset=${offset}` : null
  },
  streams: true,
  usage: null,
}

/** A full page may have another behind it, unless its cursor led nowhere. */
function nextBefore(items: readonly JsonObject[], page: string | null): string | null {
  const last = pickText(items.at(-1) ?? null, ['run_id'])
  const next = items.length >= PAGE && last !== undefined ? `before=${segment(last)}` : null
  return next === page ? null : next
}

function details(run: RunRef | undefined) {
  return get(runPath(run?.upstreamRunId ?? ''))
}

function itemsOf(answer: unknown): JsonObject[] {
  const list: unknown = Array.isArray(answer) ? answer : (asObject(answer)?.['data'] ?? [answer])
  if (!Array.isArray(list)) return []
  return list.map((item: unknown) => asObject(item)).filter((item) => item !== null)
}

const statuses: Readonly<Record<string, RunStatus>> = {
  queued: 'queued',
  running: 'running',
  cancelling: 'running',
  waiting_for_input: 'waiting_for_input',
  completed: 'completed',
  failed: 'failed',
  interrupted: 'failed',
  cancelled: 'cancelled',
}

function readRun(item: JsonObject): UpstreamRun | null {
  const upstreamRunId = pickText(item, ['run_id'])
  if (upstreamRunId === undefined) return null
  const status = pickText(item, ['status']) ?? ''
  const threadId = pickText(item, ['thread_id'])
  const persona = pickText(item, ['persona_id'])
  const model = pickText(item, ['model'])
  const parentRunId = pickText(item, ['parent_run_id'])
  const children: unknown = item['child_run_ids']
  const totals = Object.fromEntries(totalNames.flatMap((name) => entryOf(item, name)))
  return {
    upstreamRunId,
    status: Object.hasOwn(statuses, status) ? (statuses[status] ?? null) : null,
    createdMs: msOf(item, ['created_at']),
    endedMs: msOf(item, ['completed_at', 'failed_at', 'cancelled_at', 'interrupted_at']),
    ...(threadId !== undefined && { threadId }),
    ...(persona !== undefined && { persona }),
    ...(model !== undefined && { model }),
    ...(parentRunId !== undefined && { parentRunId }),
    ...(Array.isArray(children) && { childRunIds: children.filter((id) => typeof id === 'string' && id !== '') }),
    ...(Object.keys(totals).length > 0 && { totals }),
    metadata: Object.fromEntries(
      metadataNames.flatMap((name): [string, string][] => {
        const value = pickText(item, [name])
        return value === undefined ? [] : [[name, value]]
      }),
    ),
  }
}

const totalNames = [
  'total_input_tokens',
  'total_output_tokens',
  'total_cost_usd',
  'cache_hit_rate',
  'credits_used',
  'duration_ms',
]

// `trace_id` is that of the answer, not of the run.
const metadataNames = [
  'account_id',
  'org_id',
  'created_by_user_id',
  'created_by_user_name',
  'created_by_email',
  'resume_from_run_id',
]

function entryOf(item: JsonObject, name: string): [string, number | string][] {
  const value = Object.hasOwn(item, name) ? item[name] : null
  return typeof value === 'number' || (typeof value === 'string' && value !== '') ? [[name, value]] : []
}

function msOf(item: JsonObject, names: readonly string[]): number | null {
  const us = rfc3339Us(pickText(item, names))
  return us === null ? null : Math.floor(us / 1000)
}
