import type { Purpose } from '#lib/api/connection.ts'
import { closeConnection } from '#lib/db/close-connection.ts'
import type { Database } from '#lib/db/client.ts'
import { openConnection } from '#lib/db/open-connection.ts'
import type { OpenUpstream } from '#lib/db/read-upstream.ts'
import type { RequestSpec } from '#lib/dialects/dialect.ts'
import { ask, type WholeAnswer } from '#lib/http/ask.ts'
import { hideSecretBytes, hideSecrets } from '#lib/http/hide-secrets.ts'
import type { send } from '#lib/http/send.ts'
import { UpstreamError } from '#lib/http/upstream-error.ts'
import { anchoredClock } from '#lib/recorder/clock.ts'
import { knownRequestHeaders, knownResponseHeaders } from '#lib/recorder/headers.ts'

const MAX_BODY = 1024 * 1024

export type ExchangeDeps = { db: Database; send: typeof send; signal: AbortSignal }

/** An answer of any status, or in words why there was none. */
export type Exchanged = WholeAnswer | { unanswered: string }

/** Sends one request on behalf of a run and writes both sides into the run's connection log. */
export async function exchange(
  { runId, purpose, upstream, spec }: { runId: bigint; purpose: Purpose; upstream: OpenUpstream; spec: RequestSpec },
  { db, send, signal }: ExchangeDeps,
): Promise<Exchanged> {
  const clock = anchoredClock(0)
  const number = await openConnection(
    {
      runId,
      purpose,
      method: spec.method,
      path: spec.path,
      requestHeaders: knownRequestHeaders(spec.headers),
      requestBody: spec.body === null ? null : Buffer.from(spec.body, 'utf8').subarray(0, MAX_BODY),
      cursorSent: null,
      openedUs: clock(),
    },
    db,
  )
  const close = (facts: Parameters<typeof closeConnection>[2]) =>
    closeConnection(runId, number, { ...facts, closedUs: clock() }, db)
  try {
    const answer = await ask(upstream, spec, { send, signal })
    await close({
      status: answer.status,
      responseHeaders: knownResponseHeaders(answer.headers),
      responseBody: hideSecretBytes(answer.body.subarray(0, MAX_BODY), upstream),
      why: 'http_status',
    })
    return answer
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    const unanswered = error.code === 'aborted' ? 'it took too long' : hideSecrets(error.message, upstream)
    await close({ why: whyOf(error), detail: unanswered })
    return { unanswered }
  }
}

function whyOf({ code }: UpstreamError): string {
  if (code === 'refused_address') return code
  return code === 'dns' || code === 'connect' || code === 'tls' ? 'unreached' : 'no_answer'
}
