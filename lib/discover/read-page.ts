import type { RequestSpec } from '#lib/dialects/dialect.ts'
import { ask } from '#lib/http/ask.ts'
import type { Upstream } from '#lib/http/compose.ts'
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
  | { name: 'text'; text: string }
  | { name: 'failed'; detail: string; status: number | null; alone: boolean; afterMs: number | null }

/** Asks for one answer that must be JSON. Only an abort throws. */
export async function readPage(spec: RequestSpec, { upstream, send, signal, now }: Asking): Promise<Page> {
  try {
    const { status, headers, body } = await ask(upstream, spec, { send, signal })
    signal.throwIfAborted() // the body is then cut short
    if (status !== 200) return refused(status, headers, now())
    const text = body.toString('utf8')
    if (isJson(text)) return { name: 'text', text }
    const type = headers['content-type'] ?? 'no content type'
    return failed(`the answer is not JSON, or broke off (${type})`, { status, alone: true })
  } catch (cause) {
    signal.throwIfAborted()
    const error = toUpstreamError(cause)
    // The signal of the source did not abort, so this is the limit of one request.
    const detail = error.code === 'aborted' ? 'no answer in time' : `no answer: ${error.message}`
    return failed(detail, { status: null, alone: false })
  }
}

function refused(status: number, headers: Record<string, string>, nowMs: number): Page {
  const afterMs = retryAfterMs(headers['retry-after'], nowMs)
  switch (status) {
    case 401:
      return failed('401: the credential was refused', { status, alone: false })
    case 403:
      return failed('403: the credential is not allowed to do this', { status, alone: true })
    case 404:
      return failed('404: there is no such thing', { status, alone: true })
    case 429:
      return failed('429: it asks to slow down', { status, alone: false, afterMs })
    default:
      if (status >= 500) return failed(`${status}: the server failed`, { status, alone: false, afterMs })
      return failed(`it answered ${status}`, { status, alone: true })
  }
}

function failed(
  detail: string,
  { status, alone, afterMs = null }: { status: number | null; alone: boolean; afterMs?: number | null },
): Page {
  return { name: 'failed', detail, status, alone, afterMs }
}

/** A body that broke off is none. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false // said as such by the caller
  }
}
