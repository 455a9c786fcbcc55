import type { RequestSpec } from '#lib/dialects/dialect.ts'
import { ask, type WholeAnswer } from '#lib/http/ask.ts'
import type { Upstream } from '#lib/http/compose.ts'
import { isJson } from '#lib/http/is-json.ts'
import type { send } from '#lib/http/send.ts'
import { toUpstreamError } from '#lib/http/upstream-error.ts'
import { retryAfterMs } from '#lib/recorder/backoff.ts'

/** How a source is asked. */
export type Asking = { upstream: Upstream; send: typeof send; signal: AbortSignal; now: () => number }

/**
 * What came of a request: its text, or why there is none. `alone`: only this one failed, others may be asked for;
 * otherwise asking on is of no use now, and `afterMs` is what the upstream asked to wait for.
 */
export type Page =
  | { name: 'text'; text: string; answer: WholeAnswer }
  | { name: 'failed'; detail: string; answer: WholeAnswer | null; alone: boolean; afterMs: number | null }

/** Asks for one answer that must be JSON. Only an abort throws. */
export async function readPage(spec: RequestSpec, { upstream, send, signal, now }: Asking): Promise<Page> {
  try {
    const answer = await ask(upstream, spec, { send, signal })
    signal.throwIfAborted() // the body is then cut short
    const { status, headers, body } = answer
    if (status !== 200) return { name: 'failed', answer, ...refusal(status, headers, now()) }
    const text = body.toString('utf8')
    if (isJson(text)) return { name: 'text', text, answer }
    const detail = `the answer is not JSON, or broke off (${headers['content-type'] ?? 'no content type'})`
    return { name: 'failed', answer, detail, alone: true, afterMs: null }
  } catch (cause) {
    signal.throwIfAborted()
    const error = toUpstreamError(cause)
    // The signal of the source did not abort, so this is the limit of one request.
    const detail = error.code === 'aborted' ? 'no answer in time' : `no answer: ${error.message}`
    return { name: 'failed', answer: null, detail, alone: false, afterMs: null }
  }
}

function refusal(status: number, headers: Record<string, string>, nowMs: number) {
  const afterMs = retryAfterMs(headers['retry-after'], nowMs)
  switch (status) {
    case 401:
      return { detail: '401: the credential was refused', alone: false, afterMs: null }
    case 403:
      return { detail: '403: the credential is not allowed to do this', alone: true, afterMs: null }
    case 404:
      return { detail: '404: there is no such thing', alone: true, afterMs: null }
    case 429:
      return { detail: '429: it asks to slow down', alone: false, afterMs }
    default:
      if (status >= 500) return { detail: `${status}: the server failed`, alone: false, afterMs }
      return { detail: `it answered ${status}`, alone: true, afterMs: null }
  }
}
