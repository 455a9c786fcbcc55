import { Agent, request as undiciRequest, type Dispatcher } from 'undici'
import { refuseUrl, type AddressPolicy } from './address-policy.ts'
import type { UpstreamRequest } from './compose.ts'
import { guardedLookup, type LookupAll } from './guarded-lookup.ts'
import { policy as environmentPolicy } from './policy.ts'
import { toUpstreamError, UpstreamError } from './upstream-error.ts'

export type UpstreamResponse = { status: number; headers: Record<string, string>; body: UpstreamBody }

/** Bytes as they arrive; a break is an `UpstreamError`. Destroy it to hang up. */
export type UpstreamBody = AsyncIterable<Uint8Array> & { destroy(error?: Error): void }

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
  try {
    const response = await undiciRequest(url, {
      method: request.method as Dispatcher.HttpMethod,
      headers: { 'user-agent': 'runtape', ...request.headers },
      body: request.body,
      signal,
      dispatcher: options.dispatcher ?? agentFor(policy),
      headersTimeout: headersTimeoutMs,
      bodyTimeout: 0,
    })
    return { status: response.statusCode, headers: flat(response.headers), body: readable(response.body, signal) }
  } catch (cause) {
    throw toUpstreamError(cause, signal)
  }
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

function readable(body: Dispatcher.ResponseData['body'], signal: AbortSignal): UpstreamBody {
  // Hanging up on a body that nobody is reading emits an error that would end the process.
  body.on('error', () => undefined)
  return {
    destroy: (error) => void body.destroy(error),
    async *[Symbol.asyncIterator]() {
      try {
        for await (const bytes of body) yield bytes as Uint8Array
      } catch (cause) {
        throw toUpstreamError(cause, signal)
      }
    },
  }
}
