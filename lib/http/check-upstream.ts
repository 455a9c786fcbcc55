import type { SourceCheck } from '#lib/api/source.ts'
import type { RequestSpec } from '#lib/dialects/dialect.ts'
import { compose, type Upstream } from './compose.ts'
import { send } from './send.ts'
import { toUpstreamError, type UpstreamError } from './upstream-error.ts'

const limitMs = 10_000

/** Asks an upstream the harmless question of its dialect and says plainly what happened. */
export async function checkUpstream(
  upstream: Upstream,
  spec: RequestSpec,
  {
    signal,
    request = send,
    now = () => performance.now(),
  }: { signal: AbortSignal; request?: typeof send; now?: () => number },
): Promise<SourceCheck> {
  const timeout = AbortSignal.timeout(limitMs)
  const startedAt = now()
  try {
    const answer = await request(compose(upstream, spec), { signal: AbortSignal.any([signal, timeout]) })
    const latencyMs = Math.round(now() - startedAt)
    answer.body.destroy()
    return { latencyMs, ...judge(answer.status, answer.headers['location'], latencyMs) }
  } catch (cause) {
    const error = toUpstreamError(cause)
    const detail = timeout.aborted ? `no answer within ${limitMs / 1000} s` : failure(error)
    return { ok: false, latencyMs: null, detail }
  }
}

/**
 * What an answer says about a source. A 404 is one that a check expects: where nothing may be asked for without effect,
 * it asks for what does not exist.
 */
function judge(status: number, location: string | undefined, ms: number): Pick<SourceCheck, 'ok' | 'detail'> {
  if (status === 401) return { ok: false, detail: '401: the credential was refused' }
  if (status === 403) return { ok: false, detail: '403: the credential is not allowed to do this' }
  if (status === 407) return { ok: false, detail: '407: a proxy in between wants a credential' }
  if (status >= 300 && status < 400) {
    const target = location === undefined ? 'elsewhere' : `to ${location.slice(0, 200)}`
    return { ok: false, detail: `${status}: it redirects ${target}, and redirects are not followed` }
  }
  if (status >= 500) return { ok: false, detail: `${status}: the server failed, after ${ms} ms` }
  if (status === 429) return { ok: true, detail: `answered 429 in ${ms} ms: it is there, and limits requests` }
  return { ok: true, detail: `answered ${status} in ${ms} ms` }
}

function failure(error: UpstreamError): string {
  return error.code === 'refused_address' ? error.message : `no answer: ${error.message}`
}
