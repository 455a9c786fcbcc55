import { json } from './answers.ts'
import type { SeenRequest } from './listen.ts'
import { operativusAnswers } from './operativus-answers.ts'
import { readRunIds, readRunQuery } from './operativus-request.ts'
import { entityOf, listedOf, pageOf } from './operativus-rows.ts'
import type { OperativusRuns } from './operativus-runs.ts'
import type { OperativusTickets } from './operativus-tickets.ts'
import type { Answer } from './script.ts'

export type CallOptions = {
  /** As documented: START tells the run's id, there is a status call for one run, the one for many misses none. */
  documented?: boolean
  /** What the status call for many gives: a list, a list in `runs`, entities by id, words by id, or 404. */
  batch?: 'list' | 'runs' | 'entities' | 'words' | 'missing'
}

const MAX_BATCH = 100

/** The calls below `/api/v1/runs` that are no streams. */
export function answerRuns(
  request: SeenRequest,
  [id, what]: readonly string[],
  { runs, tickets }: { runs: OperativusRuns; tickets: OperativusTickets },
): Answer {
  const { method } = request
  if (method === 'GET' && id === undefined)
    return json(200, pageOf([...runs.rows.values()], readRunQuery(request.query)))
  const row = runs.rows.get(id ?? '')
  if (!row) return operativusAnswers.notFound
  if (method === 'GET' && what === undefined) return json(200, listedOf(row))
  if (method === 'POST' && what === 'sse-token') return json(200, tickets.issue(row.id))
  if (method !== 'POST' || what !== 'cancel') return operativusAnswers.notFound
  runs.cancel(row.id)
  return operativusAnswers.noContent
}

/** The calls below `/api/agents/{agentId}/runs` that start nothing. Whose agent's runs they are is not looked at. */
export function answerAgent(
  request: SeenRequest,
  [what = '', tail]: readonly string[],
  { runs, options }: { runs: OperativusRuns; options: CallOptions },
): Answer {
  if (request.method === 'GET' && what === 'status') return answerBatch(readRunIds(request.query), runs, options)
  if (request.method === 'DELETE' && what !== '' && tail === undefined) {
    runs.cancel(what)
    return operativusAnswers.noContent
  }
  const isStatus = request.method === 'GET' && tail === 'status'
  const row = options.documented && isStatus ? runs.rows.get(what) : undefined
  return row ? json(200, entityOf(row)) : operativusAnswers.notFound
}

function answerBatch(ids: readonly string[], { rows }: OperativusRuns, { documented, batch }: CallOptions): Answer {
  if (ids.length > MAX_BATCH) {
    return operativusAnswers.badRequest(`Maximum ${MAX_BATCH} runIds per request (received ${ids.length})`)
  }
  const found = ids.flatMap((id) => rows.get(id) ?? [])
  if (batch === 'missing' || (documented && found.length < ids.length)) return operativusAnswers.notFound
  const entities = found.map(entityOf)
  if (batch === 'runs') return json(200, { runs: entities })
  if (batch === 'entities') return json(200, Object.fromEntries(entities.map((row) => [row.id, row])))
  if (batch === 'words') return json(200, Object.fromEntries(found.map((row) => [row.id, row.status])))
  return json(200, entities)
}
