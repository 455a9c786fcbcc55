import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { answers, json } from './answers.ts'
import { realClock, type Clock } from './clock.ts'
import { listen, respond, type SeenRequest } from './listen.ts'
import { operativusAnswers } from './operativus-answers.ts'
import { answerAgent, answerRuns, type CallOptions } from './operativus-calls.ts'
import { readBody, readSinceId, type OperativusStart } from './operativus-request.ts'
import type { OperativusRow } from './operativus-rows.ts'
import { OperativusRuns, refusal, type OperativusRun } from './operativus-runs.ts'
import { OperativusTickets } from './operativus-tickets.ts'
import type { Truth } from './run-book.ts'
import type { Answer } from './script.ts'
import type { ScriptedRun } from './scripted-run.ts'
import type { Witness } from './witness.ts'

export type { OperativusRow, OperativusRun, OperativusStart }

export type OperativusOptions = CallOptions & {
  /** Runs that exist from the start, by id. */
  runs?: Record<string, OperativusRun>
  /** What a run does that a POST starts. Null: the server fails. */
  start?: (start: OperativusStart) => OperativusRun | null
  /** Agents that there are; without it there is any. */
  agents?: readonly string[]
  /** How an agent that there is not is refused: by an ERROR event in a 200 stream, or by status. */
  unknownAgent?: 'event' | 'http'
  /** Agents whose runs are refused with 503. */
  quarantined?: readonly string[]
  /** A space after the colon of every field, which the service does not write. */
  space?: boolean
  /** Logs are opened with a single-use token only. */
  ticketsOnly?: boolean
  ticketTtlMs?: number
  /** Logs end after so long, terminal event or not; the service's own is 30 minutes. */
  emitterTimeoutMs?: number
  port?: number
  /** Requests without this bearer token get 401. */
  token?: string
  clock?: Clock
  /** Is told what the runs emit; a run is called `<id>/chat` and `<id>/log`. */
  witness?: Witness
  /** Answers a request in place of the server, if it returns one. */
  intercept?: (request: SeenRequest) => Answer | null
}

export type OperativusUpstream = {
  url: string
  requests: SeenRequest[]
  /** Ids of all runs, oldest first. */
  runIds(): string[]
  /** A run's row, to read or to change. */
  row(runId: string): OperativusRow | null
  chat(runId: string): ScriptedRun | null
  log(runId: string): ScriptedRun | null
  truth(runId: string, surface: 'chat' | 'log'): Truth
  /** Makes a run known, or replaces it. */
  add(runId: string, run: OperativusRun): OperativusRow
  cancel(runId: string): void
  forget(runId: string): void
  setToken(token: string): void
  close(): Promise<void>
}

const operations: Record<string, OperativusStart['operation']> = { stream: 'run', background: 'background' }

/** An OperativusAI service: starts runs on their chat stream or in the background, streams logs, tells of runs. */
export async function serveOperativus(options: OperativusOptions = {}): Promise<OperativusUpstream> {
  const clock = options.clock ?? realClock()
  const runs = new OperativusRuns({
    clock,
    colon: options.space ? ': ' : ':',
    tellsRunId: options.documented ?? false,
    emitterTimeoutMs: options.emitterTimeoutMs ?? null,
    witness: options.witness,
  })
  const tickets = new OperativusTickets({ ttlMs: options.ticketTtlMs ?? 60_000, now: () => clock.now() })
  for (const [id, run] of Object.entries(options.runs ?? {})) runs.add(id, run)
  let token = options.token ?? null

  const handle = async (request: SeenRequest, response: ServerResponse): Promise<void> => {
    const answer = (body: Answer) => respond(response, body)
    const intercepted = options.intercept?.(request)
    if (intercepted) return answer(intercepted)
    const path = request.path.split('/').slice(1).map(decodeURIComponent)
    const isLog = path.length === 5 && request.path.startsWith('/api/v1/runs/') && path[4] === 'events'
    const ticket = isLog ? request.query.get('token') : null
    if (ticket !== null) {
      const why = tickets.take(ticket, path[3] ?? '')
      if (why) return answer(operativusAnswers.badTicket(why))
    } else if (
      (token !== null && request.headers['authorization'] !== `Bearer ${token}`) ||
      (isLog && options.ticketsOnly)
    ) {
      return answer(operativusAnswers.unauthorized)
    }
    const [api, second, third, fourth, fifth] = path
    if (second === 'v1' && third === 'runs') {
      if (isLog) return watch(fourth ?? '', request, response)
      return answer(answerRuns(request, path.slice(3), { runs, tickets }))
    }
    if (second === 'agents' && third !== undefined && fourth === 'runs') {
      const starts = request.method === 'POST' ? operations[fifth ?? ''] : undefined
      if (starts) return start(starts, third, request, response)
      return answer(answerAgent(request, path.slice(4), { runs, options }))
    }
    answer(api === '' ? json(200, { status: 'UP' }) : operativusAnswers.notFound)
  }

  const watch = async (id: string, request: SeenRequest, response: ServerResponse): Promise<void> => {
    const sinceId = readSinceId(request.query)
    if (sinceId === null) return respond(response, operativusAnswers.badRequest('sinceId must be a number'))
    await runs.watch(id, sinceId, request, response)
  }

  const start = async (
    operation: OperativusStart['operation'],
    agentId: string,
    request: SeenRequest,
    response: ServerResponse,
  ): Promise<void> => {
    const body = readBody(request)
    if (body === null) return respond(response, operativusAnswers.badRequest('Failed to read request'))
    if (options.quarantined?.includes(agentId)) return respond(response, operativusAnswers.quarantined)
    const runId = randomUUID()
    if (options.agents && !options.agents.includes(agentId)) {
      if (operation === 'background' || options.unknownAgent === 'http') {
        return respond(response, operativusAnswers.notFound)
      }
      const refused = runs.chat.add(runId, {
        colon: options.space ? ': ' : ':',
        ...refusal(`Agent not found: ${agentId}`),
      })
      await runs.chat.connect(refused, request, response, null)
      return runs.chat.forget(runId)
    }
    const message = text(body['message']) ?? ''
    const sessionId = text(body['sessionId']) ?? randomUUID()
    const script = options.start?.({ operation, runId, agentId, sessionId, message, body })
    if (!script) return respond(response, answers.serverError)
    const told = { agentId, sessionId, userId: text(body['userId']), orgId: text(body['orgId']), input: message }
    // The row is there before the first frame, and tells the id that the stream does not.
    const status = operation === 'background' ? 'QUEUED' : 'RUNNING'
    runs.add(runId, { ...script, row: { ...told, status, ...script.row } })
    if (operation === 'background') {
      runs.log.get(runId)?.begin()
      return respond(response, json(200, { runId, status: 'QUEUED' }))
    }
    const run = runs.chat.get(runId)
    if (!run) return respond(response, answers.serverError)
    runs.log.get(runId)?.begin()
    await runs.chat.connect(run, request, response, null)
    // A client that goes away cancels the run. A cut on the way, by a box in between, is not seen here.
    if (runs.chat.truth(runId).connections.at(-1)?.ended === 'client') runs.abandon(runId)
  }

  const server = await listen(handle, { port: options.port ?? 0 })
  return {
    url: server.url,
    requests: server.requests,
    runIds: () => [...runs.rows.keys()],
    row: (id) => runs.rows.get(id) ?? null,
    chat: (id) => runs.chat.get(id),
    log: (id) => runs.log.get(id),
    truth: (id, surface) => runs[surface].truth(id),
    add: (id, run) => runs.add(id, run),
    cancel: (id) => runs.cancel(id),
    forget: (id) => runs.forget(id),
    setToken(next) {
      token = next
    },
    async close() {
      runs.stop()
      await server.close()
    },
  }
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
