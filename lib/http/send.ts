import { Agent, type Dispatcher } from 'undici'
import { refuseUrl, type AddressPolicy } from './address-policy.ts'
import type { UpstreamRequest } from './compose.ts'
import { guardedLookup, type LookupAll } from './guarded-lookup.ts'
import { IncomingBody, type UpstreamBody } from './incoming-body.ts'
import { policy as environmentPolicy } from './policy.ts'
import { toUpstreamError, UpstreamError } from './upstream-error.ts'

export type UpstreamResponse = { status: number; headers: Record<string, string>; body: UpstreamBody }

type Options = {
  signal: AbortSignal
  policy?: AddressPolicy
  dispatcher?: Dispatcher
  headersTimeoutMs?: number
}

/**
 * Sends a request to an upstream under the address policy. An answer of any status is returned as it is, redirects
 * included: nothing is followed. Silence in the body is never an error here.
 */
export async function send(request: UpstreamRequest, options: Options): Promise<UpstreamResponse> {
  const { signal, policy = environmentPolicy(), headersTimeoutMs = 60_000 } = options
  const url = new URL(request.url)
  // Literal addresses never reach the socket's lookup, so the host is judged here too.
  const reason = refuseUrl(url, policy)
  if (reason) throw new UpstreamError('refused_address', `refused: ${reason}`)
  const dispatcher = options.dispatcher ?? agentFor(policy)
  try {
    return await dispatch(dispatcher, signal, {
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method,
      headers: { 'user-agent': 'runtape', ...request.headers },
      body: request.body,
      headersTimeout: headersTimeoutMs,
      bodyTimeout: 0,
    })
  } catch (cause) {
    throw toUpstreamError(cause, signal)
  }
}

function dispatch(
  dispatcher: Dispatcher,
  signal: AbortSignal,
  options: Dispatcher.DispatchOptions,
): Promise<UpstreamResponse> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | null = null
    let body: IncomingBody | null = null
    const abort = () => {
      const reason = new DOMException('aborted', 'AbortError')
      controller?.abort(reason)
      finish(reason)
    }
    const finish = (error: Error | null) => {
      signal.removeEventListener('abort', abort)
      if (body) body.end(error)
      else reject(error ?? new Error('the answer ended before it began'))
    }
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort)
    dispatcher.dispatch(options, {
      onRequestStart(started) {
        controller = started
        if (signal.aborted) abort()
      },
      onResponseStart(started, status, headers) {
        if (status < 200) return
        body = new IncomingBody(started, signal)
        resolve({ status, headers: flat(headers), body })
      },
      onResponseData: (_, chunk) => body?.push(chunk),
      onResponseEnd: () => finish(null),
      onResponseError: (_, error) => finish(error),
    })
  })
}

/** Connections under one policy. Keep-alive probes from 5 s on find a half-open link in 15 s. */
export function createAgent(policy: AddressPolicy, lookup?: LookupAll): Agent {
  return new Agent({
    allowH2: false,
    connect: { lookup: guardedLookup(policy, lookup), timeout: 10_000, keepAlive: true, keepAliveInitialDelay: 5000 },
  })
}

const agents = new Map<string, Agent>()

function agentFor(policy: AddressPolicy): Agent {
  const key = JSON.stringify(policy)
  const agent = agents.get(key) ?? createAgent(policy)
  agents.set(key, agent)
  return agent
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).filter(
    (entry): entry is [string, string | string[]] => entry[1] !== undefined,
  )
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]))
}
