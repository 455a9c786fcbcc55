import { answers, json } from './answers.ts'
import { realClock, type Clock } from './clock.ts'
import { listen, respond, type SeenRequest } from './listen.ts'
import { listModusRuns, singleModusRun, type ModusApiRun } from './modus-api-runs.ts'
import { modusUsage, type ModusCall } from './modus-usage.ts'
import type { Answer } from './script.ts'

export type ModusApiOptions = {
  /** Runs that are there from the start, whichever the agent. */
  runs?: readonly ModusApiRun[]
  /** Agents that exist although they have no run. */
  agents?: readonly string[]
  /** The calls of models that usage is made of. */
  calls?: readonly ModusCall[]
  port?: number
  /** Requests without this bearer token get 401. */
  token?: string
  organizationId?: string
  clock?: Clock
  /** Answers a request in place of the server, if it returns one. */
  intercept?: (request: SeenRequest) => Answer | null
}

export type ModusApiUpstream = {
  /** The base URL of the API, with its prefix. */
  url: string
  requests: SeenRequest[]
  /** Makes a run known, or changes it: what is given replaces what was there. */
  put(run: ModusApiRun): void
  forget(runId: string): void
  call(call: ModusCall): void
  close(): Promise<void>
}

const PREFIX = '/api/v1'

/** The Modus API beside the agent service: lists of the runs of agents, single runs, usage. It only answers GET. */
export async function serveModusApi(options: ModusApiOptions = {}): Promise<ModusApiUpstream> {
  const clock = options.clock ?? realClock()
  const runs = new Map((options.runs ?? []).map((run) => [run.id, run]))
  const calls = [...(options.calls ?? [])]
  const knows = (agentId: string) =>
    options.agents?.includes(agentId) || [...runs.values()].some((run) => run.agentId === agentId)

  const answer = (request: SeenRequest): Answer => {
    const authorized = options.token === undefined || request.headers['authorization'] === `Bearer ${options.token}`
    if (!authorized) return answers.unauthorized
    if (request.method !== 'GET') return json(405, { error: 'use GET' }, { allow: 'GET' })
    if (request.path === `${PREFIX}/usage`) {
      return modusUsage(calls, request.query, { orgId: options.organizationId ?? 'org-1', nowMs: clock.now() })
    }
    const [, agent, id] = /^\/api\/v1\/agents\/([^/]+)\/runs(?:\/([^/]+))?$/.exec(request.path) ?? []
    // Whoever may not see an agent is told that there is none.
    if (agent === undefined || !knows(decodeURIComponent(agent))) return json(404, { error: 'not found' })
    const mine = [...runs.values()].filter(({ agentId }) => agentId === decodeURIComponent(agent))
    if (id === undefined) return listModusRuns(mine, request.query, clock.now())
    return singleModusRun(
      mine.find((run) => run.id === decodeURIComponent(id)),
      request.query,
    )
  }

  const server = await listen(
    (request, response) => respond(response, options.intercept?.(request) ?? answer(request)),
    { port: options.port ?? 0 },
  )
  return {
    url: server.url + PREFIX,
    requests: server.requests,
    put: (run) => void runs.set(run.id, run),
    forget: (runId) => void runs.delete(runId),
    call: (call) => void calls.push(call),
    close: server.close,
  }
}
