import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { answers, json } from './answers.ts'
import { realClock, type Clock } from './clock.ts'
import { listen, respond, type SeenRequest } from './listen.ts'
import { readModusStart, type ModusOperation, type ModusStart } from './modus-request.ts'
import { RunBook, type Truth } from './run-book.ts'
import { emit, type Answer, type Script } from './script.ts'
import type { ScriptedRun } from './scripted-run.ts'
import { compareStreamIds, isStreamId, nextStreamId } from './stream-id.ts'
import type { Witness } from './witness.ts'

export type ModusOptions = {
  /** Runs that exist from the start, by id. */
  runs?: Record<string, Script>
  /** What a new run does that a POST starts under an id without a script. Null: the server fails. */
  start?: (start: ModusStart & { runId: string }) => Script | null
  port?: number
  /** Requests without this bearer token get 401. */
  token?: string
  /** Requests for another organization get 403. */
  organizationId?: string
  /** How the same key with another body is refused: by status, or by an error frame in a 200 stream. */
  conflict?: 'http' | 'frame'
  clock?: Clock
  /** Is told what the runs emit. */
  witness?: Witness
  /** Answers a request in place of the server, if it returns one. */
  intercept?: (request: SeenRequest) => Answer | null
}

export type ModusUpstream = {
  url: string
  requests: SeenRequest[]
  truth(runId: string): Truth
  /** Makes a run known; `begin()` on it starts its script before anyone watches. */
  add(runId: string, script: Script): ScriptedRun
  run(runId: string): ScriptedRun | null
  forget(runId: string): void
  setToken(token: string): void
  /** From now on the token is refused, with 401 or 403, until `setToken`. Open streams stay open. */
  expireToken(status?: 401 | 403): void
  close(): Promise<void>
}

const operations: Record<string, ModusOperation> = {
  '/agent/runs': 'run',
  '/agent/workflow-actions': 'workflow-action',
}

/** A Modus agent service that runs scripts: POST to start or resume by key, GET to watch from a cursor. */
export async function serveModus(options: ModusOptions = {}): Promise<ModusUpstream> {
  const book = new RunBook({
    clock: options.clock ?? realClock(),
    nextId: nextStreamId,
    isAfter: (id, cursor) => isStreamId(id) && compareStreamIds(id, cursor) > 0,
    witness: options.witness,
  })
  for (const [runId, script] of Object.entries(options.runs ?? {})) book.add(runId, script)
  const bodies = new Map<string, string>()
  let token = options.token ?? null
  let refused: Answer | null = null

  const handle = async (request: SeenRequest, response: ServerResponse): Promise<void> => {
    const intercepted = options.intercept?.(request)
    if (intercepted) return respond(response, intercepted)
    if (request.path === '/') return respond(response, json(200, { service: 'agent', status: 'ok' }))
    if (token !== null && request.headers['authorization'] !== `Bearer ${token}`) {
      return respond(response, answers.unauthorized)
    }
    if (refused) return respond(response, refused)
    const operation = operations[request.path]
    if (operation) {
      if (request.method === 'POST') return start(operation, request, response)
      return respond(response, json(405, { error: 'use POST' }, { allow: 'POST' }))
    }
    const watched = /^\/agent\/runs\/([^/]+)\/stream$/.exec(request.path)?.[1]
    const run = watched === undefined ? null : book.get(decodeURIComponent(watched))
    if (run === null || request.method !== 'GET') return respond(response, answers.notFound)
    const cursor = request.headers['last-event-id'] ?? ''
    if (cursor !== '' && !isStreamId(cursor)) return respond(response, json(400, { error: 'bad Last-Event-ID' }))
    await book.connect(run, request, response, cursor === '' || cursor === '0' ? null : cursor)
  }

  const start = async (operation: ModusOperation, request: SeenRequest, response: ServerResponse): Promise<void> => {
    const read = readModusStart(operation, request)
    if ('error' in read) return respond(response, json(400, read))
    if (options.organizationId !== undefined && read.body['organizationId'] !== options.organizationId) {
      return respond(response, answers.forbidden)
    }
    const runId = read.runId ?? randomUUID()
    const fingerprint = `${operation}\n${request.body}`
    if (bodies.has(runId) && bodies.get(runId) !== fingerprint) return conflict(request, response)
    const script = book.get(runId) ? null : (options.start?.({ ...read, runId }) ?? null)
    const run = script ? book.add(runId, script) : book.get(runId)
    if (run === null) return respond(response, answers.serverError)
    bodies.set(runId, fingerprint)
    await book.connect(run, request, response, null)
  }

  const conflict = async (request: SeenRequest, response: ServerResponse): Promise<void> => {
    const error = 'Idempotency-Key was used with a different request body'
    if (options.conflict !== 'frame') return respond(response, json(409, { error }))
    const refusal = book.add(`conflict-${randomUUID()}`, { steps: [emit({ type: 'error', error })] })
    await book.connect(refusal, request, response, null)
    book.forget(refusal.id)
  }

  const server = await listen(handle, { port: options.port ?? 0 })
  return {
    url: server.url,
    requests: server.requests,
    truth: (runId) => book.truth(runId),
    add: (runId, script) => book.add(runId, script),
    run: (runId) => book.get(runId),
    forget(runId) {
      book.forget(runId)
      bodies.delete(runId)
    },
    setToken(next) {
      token = next
      refused = null
    },
    expireToken(status = 401) {
      refused = status === 401 ? answers.unauthorized : answers.forbidden
    },
    async close() {
      book.stop()
      await server.close()
    },
  }
}
