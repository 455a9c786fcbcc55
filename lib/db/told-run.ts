import type { UpstreamRun } from '#lib/dialects/rest.ts'
import type { RunStatus } from '#lib/api/run.ts'
import { cutText } from './cut-text.ts'
import { isRunId } from '#lib/dialects/run-id.ts'
import { runTitle } from './run-title.ts'
import { storableName } from './storable.ts'

// How a row takes up what its upstream says of a run outside of its stream. Frames come first: a status is taken only
// where no frame said how the run ended, and names are filled in only where there are none.

/** Statuses of a run that goes on. */
export const activeStatuses: readonly RunStatus[] = ['queued', 'running', 'waiting_for_input']

/** Columns of what was told, as a row of JSON, and their types. */
export const toldColumns = `upstream_run_id text, status text, started_us bigint, ended_us bigint, thread_id text, agent text,
  persona text, model text, title text, parent_upstream_run_id text, error_message text, upstream_totals jsonb, metadata jsonb,
  taken_back json`

const MAX_VALUE_BYTES = 4096

/** What was told of a run as such a row. */
export function toldRow(run: UpstreamRun) {
  const said = Object.entries(run.metadata)
  const totals = Object.entries(run.totals ?? {}).map(([name, value]) => {
    return [name, typeof value === 'string' ? cutValue(value) : value] as const
  })
  return {
    upstream_run_id: run.upstreamRunId,
    status: run.status,
    started_us: usOf(run.createdMs),
    ended_us: usOf(run.endedMs),
    thread_id: idOf(run.threadId),
    agent: storableName(run.agent ?? null),
    persona: storableName(run.persona ?? null),
    model: storableName(run.model ?? null),
    title: runTitle(run.title ?? null),
    parent_upstream_run_id: idOf(run.parentRunId),
    error_message: cutValue(run.error ?? null),
    upstream_totals: totals.length > 0 ? Object.fromEntries(totals) : null,
    metadata: Object.fromEntries(
      said.filter(([, value]) => value !== '').map(([name, value]) => [name, cutValue(value)]),
    ),
    taken_back: said.filter(([, value]) => value === '').map(([name]) => name),
  }
}

/** Whether a row's status is not what a frame said: there is no frame, or the stream ended without saying. */
const open = `(run.integrity = 'not_recorded' OR run.recording = 'closed' AND run.status IN ('lost', 'queued', 'running', 'waiting_for_input'))`
const unrecorded = `run.integrity = 'not_recorded'`

/** What becomes of the columns of `run` by a told row `b`. */
const merged = {
  status: `CASE WHEN ${open} THEN coalesce(b.status, run.status) ELSE run.status END`,
  // That nobody could say how it ended is no error of the run once somebody does.
  error_message: `CASE WHEN ${open} AND run.status = 'lost' AND run.error_seq IS NULL AND b.status <> 'lost' THEN b.error_message
    WHEN ${open} THEN coalesce(run.error_message, b.error_message) ELSE run.error_message END`,
  started_us: `CASE WHEN ${unrecorded} THEN coalesce(b.started_us, run.started_us) ELSE run.started_us END`,
  started_at_basis: `CASE WHEN ${unrecorded} AND b.started_us IS NOT NULL THEN 'upstream' ELSE run.started_at_basis END`,
  ended_us: `CASE WHEN ${unrecorded} THEN coalesce(b.ended_us, run.ended_us) ELSE run.ended_us END`,
  thread_id: 'coalesce(run.thread_id, b.thread_id)',
  agent: 'coalesce(run.agent, b.agent)',
  persona: 'coalesce(run.persona, b.persona)',
  model: 'coalesce(run.model, b.model)',
  title: 'coalesce(run.title, b.title)',
  parent_upstream_run_id: 'coalesce(run.parent_upstream_run_id, b.parent_upstream_run_id)',
  upstream_totals: `CASE WHEN b.upstream_totals IS NULL THEN run.upstream_totals
    ELSE coalesce(run.upstream_totals, '{}') || b.upstream_totals END`,
  metadata: `(run.metadata || b.metadata) - ARRAY(SELECT json_array_elements_text(b.taken_back))`,
}

/** The SET of an UPDATE of `run` by `b`. Written on the row itself, so that it holds for what others wrote meanwhile. */
export const mergeSet = Object.entries(merged)
  .map(([column, value]) => `${column} = ${value}`)
  .join(', ')

/** Whether `b` says anything that `run` does not have. */
export const mergeChanges = `(${Object.keys(merged)
  .map((column) => `run.${column}`)
  .join(', ')}) IS DISTINCT FROM (${Object.values(merged).join(', ')})`

function cutValue(text: string | null): string | null {
  return cutText(text, MAX_VALUE_BYTES).text
}

function idOf(id: string | undefined): string | null {
  return id !== undefined && isRunId(id) ? id : null
}

const YEAR_10000_MS = 253_402_300_800_000

/** A time as microseconds; null for one at which no run was: some servers write the year 1 where they know none. */
function usOf(ms: number | null): number | null {
  return ms !== null && ms > 0 && ms < YEAR_10000_MS ? Math.round(ms * 1000) : null
}
