import type { RequestSpec } from '#lib/dialects/dialect.ts'
import { compose, type Upstream } from './compose.ts'
import { readBody } from './read-body.ts'
import type { send } from './send.ts'

/** The whole answer to a request that opens no stream. */
export type WholeAnswer = { status: number; headers: Record<string, string>; body: Buffer<ArrayBuffer> }

const LIMIT_MS = 15_000
const MAX_BYTES = 8 * 1024 * 1024

/** Sends a request and reads its answer to the end, of any status. Throws an UpstreamError if no answer comes in time. */
export async function ask(
  upstream: Upstream,
  spec: RequestSpec,
  { send: dispatch, signal }: { send: typeof send; signal: AbortSignal },
): Promise<WholeAnswer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)])
  const { status, headers, body } = await dispatch(compose(upstream, spec), { signal: limit })
  return { status, headers, body: await readBody(body, { maxBytes: MAX_BYTES, limitMs: LIMIT_MS }) }
}
