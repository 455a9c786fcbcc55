import { readPage } from './arkloop-request.ts'
import type { ArkloopRow } from './arkloop-rows.ts'
import { goTime } from './go-json.ts'
import type { SeenRequest } from './listen.ts'

/** The body of a list of all runs, `{data, total}`; as documented a bare array that goes on `before` a run. */
export function listRuns(
  rows: readonly ArkloopRow[],
  request: SeenRequest,
  { accountId, documented }: { accountId: string; documented: boolean },
): { body: unknown } | { error: string } {
  const page = readPage(request)
  if ('error' in page) return page
  const fault = timeFault(request)
  if (fault) return { error: fault }
  const found = newestFirst(rows).filter((row) => fits(row, request.query, accountId))
  if (documented) {
    const before = request.query.get('before')
    const from = before === null ? 0 : found.findIndex(({ run }) => run.id === before) + 1
    const items = found.slice(from, from + page.limit).map((row) => {
      const { parent_run_id: _, ...item } = row.item()
      return { ...item, org_id: accountId }
    })
    return { body: items }
  }
  const items = found.slice(page.offset, page.offset + page.limit)
  return { body: { data: items.map((row) => present({ ...row.item(), account_id: accountId })), total: found.length } }
}

/** The body of a list of one thread's runs. */
export function listThread(
  rows: readonly ArkloopRow[],
  threadId: string,
  request: SeenRequest,
): { body: unknown } | { error: string } {
  const page = readPage(request)
  if ('error' in page) return page
  const found = newestFirst(rows).filter(({ facts }) => facts.threadId === threadId)
  const items = found.slice(0, page.limit).map((row) => ({
    run_id: row.run.id,
    status: row.refresh().status,
    created_at: goTime(row.facts.createdMs),
  }))
  return { body: items }
}

/** The body of one run's details. `trace_id` is that of the request. */
export function runDetails(
  row: ArkloopRow,
  rows: readonly ArkloopRow[],
  { accountId, documented, traceId }: { accountId: string; documented: boolean; traceId: string },
): unknown {
  const { threadId, createdMs, parentRunId, user } = row.facts
  const children = rows.filter(({ facts }) => facts.parentRunId === row.run.id).map(({ run }) => run.id)
  return {
    run_id: row.run.id,
    [documented ? 'org_id' : 'account_id']: accountId,
    thread_id: threadId,
    created_by_user_id: user?.id ?? null,
    ...(parentRunId !== undefined && !documented && { parent_run_id: parentRunId }),
    ...(children.length > 0 && !documented && { child_run_ids: children }),
    status: row.refresh().status,
    created_at: goTime(createdMs),
    trace_id: traceId,
  }
}

function newestFirst(rows: readonly ArkloopRow[]): ArkloopRow[] {
  return rows.toSorted((a, b) => b.facts.createdMs - a.facts.createdMs || (a.run.id < b.run.id ? 1 : -1))
}

function fits(row: ArkloopRow, query: URLSearchParams, accountId: string): boolean {
  const { facts, run } = row
  const is = (name: string, value: string | null | undefined) => !query.get(name) || query.get(name) === value
  const since = query.get('since')
  const until = query.get('until')
  return (
    run.id.startsWith(query.get('run_id') ?? '') &&
    is('account_id', accountId) &&
    is('thread_id', facts.threadId) &&
    is('user_id', facts.user?.id) &&
    is('parent_run_id', facts.parentRunId) &&
    is('status', row.refresh().status) &&
    is('model', row.model) &&
    is('persona_id', facts.personaId) &&
    (since === null || facts.createdMs >= Date.parse(since)) &&
    (until === null || facts.createdMs <= Date.parse(until))
  )
}

function timeFault({ query }: SeenRequest): string | null {
  const wrong = ['since', 'until'].find((name) => query.has(name) && Number.isNaN(Date.parse(query.get(name) ?? '')))
  return wrong === undefined ? null : `${wrong} must be RFC3339`
}

/** The server leaves out what it does not know. */
function present(item: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null))
}
