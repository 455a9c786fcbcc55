import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { ArkloopAnswers } from './arkloop-answers.ts'
import type { ArkloopShape } from './arkloop-events.ts'
import { listRuns, listThread, runDetails } from './arkloop-lists.ts'
import { readCancel, readInput, readStart, readWatch, type ArkloopStart } from './arkloop-request.ts'
import type { ArkloopRow } from './arkloop-rows.ts'
import type { ArkloopRuns } from './arkloop-runs.ts'
import type { SeenRequest } from './listen.ts'
import type { Answer, Script } from './script.ts'

type Options = {
  shape: ArkloopShape
  start?: (start: ArkloopStart & { runId: string }) => Script | null
  threads?: readonly string[]
  accountId?: string
  concurrentRuns?: number
}

/** The server's calls: a whole answer, or a stream that ends some time. */
export function routeArkloop(
  runs: ArkloopRuns,
  answers: ArkloopAnswers,
  { shape, start, threads, accountId = 'account-1', concurrentRuns = 10 }: Options,
): (request: SeenRequest, response: ServerResponse) => Answer | Promise<void> {
  const documented = shape === 'documented'
  const notFound = () => answers.refuse(404, 'http.not_found', 'not found')
  const invalid = (message: string) => answers.refuse(422, 'validation.error', message)
  const listed = (list: { body: unknown } | { error: string }) =>
    'error' in list ? invalid(list.error) : answers.json(200, list.body)

  return (request, response) => {
    const { method, path } = request
    const thread = /^\/v1\/threads\/([^/]+)\/runs$/.exec(path)?.[1]
    const [, run, call = ''] = /^\/v1\/runs\/([^/:]+)([/:][a-z]+)?$/.exec(path) ?? []
    if (path === '/v1/runs') {
      return method === 'GET' ? listed(listRuns(runs.all(), request, { accountId, documented })) : notAllowed('GET')
    }
    if (thread !== undefined) {
      if (method !== 'GET' && method !== 'POST') return notAllowed('GET, POST')
      const threadId = decodeURIComponent(thread)
      if (threads && !threads.includes(threadId)) return answers.refuse(404, 'threads.not_found', 'thread not found')
      return method === 'GET' ? listed(listThread(runs.all(), threadId, request)) : begin(threadId, request)
    }
    const isAction = call === ':cancel' || call === '/input' || (documented && call === '/cancel')
    if (run === undefined || !(isAction || call === '' || call === '/events')) return notFound()
    if (method !== (isAction ? 'POST' : 'GET')) return notAllowed(isAction ? 'POST' : 'GET')
    const row = runs.get(decodeURIComponent(run))
    if (!row) return answers.refuse(404, 'runs.not_found', 'run not found')
    if (row.facts.foreign) {
      const action = call === '' ? 'get' : call.slice(1)
      return answers.refuse(403, 'policy.denied', 'access denied', { action: `runs.${action}` })
    }
    if (call === '/events') return watch(row, request, response)
    if (call === '/input') return input(row, request)
    if (isAction) return cancel(row, request)
    const traceId = answers.traceId()
    return answers.json(200, runDetails(row, runs.all(), { accountId, documented, traceId }))
  }

  function notAllowed(allow: string): Answer {
    const answer = answers.refuse(405, 'http.method_not_allowed', 'method not allowed')
    return { ...answer, headers: { ...answer.headers, allow } }
  }

  function begin(threadId: string, request: SeenRequest): Answer {
    const read = readStart(threadId, request)
    if ('error' in read) return invalid(read.error)
    const active = runs.all().filter((row) => row.isActive)
    if (active.some(({ facts }) => facts.threadId === threadId)) {
      return answers.refuse(409, 'runs.thread_busy', 'thread already has an active run')
    }
    if (active.length >= concurrentRuns) {
      return answers.refuse(429, 'runs.limit_exceeded', 'concurrent run limit exceeded')
    }
    const runId = randomUUID()
    const script = start?.({ ...read, runId })
    if (!script) return answers.refuse(500, 'internal.error', 'internal error')
    const { persona_id: personaId, model } = read.body
    const row = runs.add(runId, script, {
      threadId,
      ...(personaId !== undefined && { personaId }),
      ...(model !== undefined && { model }),
    })
    row.run.begin()
    return answers.json(201, { run_id: runId, trace_id: answers.traceId() })
  }

  function watch(row: ArkloopRow, request: SeenRequest, response: ServerResponse): Answer | Promise<void> {
    const read = readWatch(request)
    if ('error' in read) return invalid(read.error)
    return runs.watch(row, read, { 'x-trace-id': answers.traceId() }, request, response)
  }

  function cancel(row: ArkloopRow, request: SeenRequest): Answer {
    const read = documented ? { lastSeenSeq: 0 } : readCancel(request)
    if ('error' in read) return invalid(read.error)
    runs.cancel(row, read.lastSeenSeq)
    return answers.json(200, { ok: true })
  }

  function input(row: ArkloopRow, request: SeenRequest): Answer {
    const read = readInput(request)
    if ('error' in read) return invalid(read.error)
    if (!row.isActive || row.status === 'cancelling') {
      return answers.refuse(409, 'runs.not_active', 'run is not active')
    }
    runs.input(row, read.content)
    return answers.json(200, { ok: true })
  }
}
