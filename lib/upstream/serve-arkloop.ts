import type { ServerResponse } from 'node:http'
import { ArkloopAccess } from './arkloop-access.ts'
import { arkloopAnswers } from './arkloop-answers.ts'
import type { ArkloopEvent, ArkloopShape } from './arkloop-events.ts'
import { arkloopGateway, type RateLimit } from './arkloop-gateway.ts'
import type { ArkloopStart } from './arkloop-request.ts'
import { routeArkloop } from './arkloop-routes.ts'
import type { ArkloopFacts, ArkloopRow } from './arkloop-rows.ts'
import { ArkloopRuns } from './arkloop-runs.ts'
import { realClock, type Clock } from './clock.ts'
import { listen, respond, type SeenRequest } from './listen.ts'
import type { Truth } from './run-book.ts'
import type { Answer, Script } from './script.ts'
import type { ScriptedRun } from './scripted-run.ts'
import type { Witness } from './witness.ts'

export type ArkloopOptions = {
  /** Runs that exist from the start, by id. */
  runs?: Record<string, Script>
  /** What a new run does. Null: the server fails. */
  start?: (start: ArkloopStart & { runId: string }) => Script | null
  /** The threads that there are; without it, all. */
  threads?: readonly string[]
  port?: number
  /** Requests without this bearer token, a JWT or a key, get 401. */
  token?: string
  /** As the server's code sends and answers, or as its documentation says. */
  shape?: ArkloopShape
  accountId?: string
  /** A ping after so long a silence; null: none but the first. */
  heartbeatMs?: number | null
  /** How long a run takes to end once it is cancelled; null: it does not. */
  cancelMs?: number | null
  /** How many runs may be active at once. */
  concurrentRuns?: number
  rateLimit?: RateLimit
  clock?: Clock
  /** Is told what the runs emit. */
  witness?: Witness
  /** Answers a request in place of the server, if it returns one. */
  intercept?: (request: SeenRequest) => Answer | null
}

export type ArkloopUpstream = {
  url: string
  requests: SeenRequest[]
  truth(runId: string): Truth
  /** Makes a run known; `begin()` on it starts its script before anyone watches. */
  add(runId: string, script: Script, facts?: Partial<ArkloopFacts>): ScriptedRun
  run(runId: string): ScriptedRun | null
  row(runId: string): ArkloopRow | null
  /** Changes an event that was sent already, in place. */
  rewrite(runId: string, seq: number, event: ArkloopEvent): void
  forget(runId: string): void
  setToken(token: string): void
  /** From now on the token is refused, with 401 or 403, until `setToken`. Open streams stay open. */
  expireToken(status?: 401 | 403): void
  close(): Promise<void>
}

/** An Arkloop server whose runs are scripts: lists, details, starts, streams that stay open, cancelling and input. */
export async function serveArkloop(options: ArkloopOptions = {}): Promise<ArkloopUpstream> {
  const clock = options.clock ?? realClock()
  const shape = options.shape ?? 'coded'
  const answers = arkloopAnswers(shape)
  const access = new ArkloopAccess(options.token ?? null, answers)
  const gateway = options.rateLimit ? arkloopGateway(options.rateLimit, answers, clock) : () => null
  const runs = new ArkloopRuns({ ...options, clock, shape })
  for (const [runId, script] of Object.entries(options.runs ?? {})) runs.add(runId, script)
  const route = routeArkloop(runs, answers, { ...options, shape })

  const handle = async (request: SeenRequest, response: ServerResponse): Promise<void> => {
    const refused = options.intercept?.(request) ?? gateway(request) ?? access.refuse(request)
    if (refused) return respond(response, refused)
    const answer = route(request, response)
    if (answer instanceof Promise) return answer
    respond(response, answer)
  }

  const server = await listen(handle, { port: options.port ?? 0 })
  return {
    url: server.url,
    requests: server.requests,
    truth: (runId) => runs.book.truth(runId),
    add: (runId, script, facts) => runs.add(runId, script, facts).run,
    run: (runId) => runs.book.get(runId),
    row: (runId) => runs.get(runId),
    rewrite: (runId, seq, event) => runs.book.get(runId)?.rewrite(String(seq), event),
    forget: (runId) => runs.forget(runId),
    setToken: (token) => access.set(token),
    expireToken: (status = 401) => access.expire(status),
    async close() {
      runs.stop()
      await server.close()
    },
  }
}
