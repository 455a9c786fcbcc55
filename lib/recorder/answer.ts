import { retryAfterMs } from './backoff.ts'

/** What an HTTP answer means to a recording, whatever was asked. */
export type Answer =
  | { name: 'stream' }
  /** The run was made; the body names it. */
  | { name: 'created' }
  | { name: 'nothing' }
  | { name: 'unauthorized'; error: string }
  /** `forGood`: the upstream says that it was there and will not come back. */
  | { name: 'gone'; error: string; forGood: boolean }
  /** Asking again later may help; `afterMs` is what the upstream asked for. */
  | { name: 'busy'; error: string; afterMs: number | null; refused: boolean }
  /** Asking again is of no use. */
  | { name: 'refused'; error: string }

/** Reads status and headers of an answer. `creates`: the request makes a run, and the answer is to name it. */
export function readAnswer(
  status: number,
  headers: Record<string, string>,
  nowMs: number,
  { creates }: { creates: boolean } = { creates: false },
): Answer {
  const type = headers['content-type'] ?? ''
  const encoding = headers['content-encoding'] ?? 'identity'
  if (status === 204) return { name: 'nothing' }
  if (status >= 200 && status < 300) {
    if (!/^\s*(?:identity)?\s*$/i.test(encoding)) {
      return { name: 'refused', error: `The upstream sent its answer in ${encoding}, which it was asked not to do.` }
    }
    if (/^text\/event-stream\b/i.test(type)) return { name: 'stream' }
    if (creates && /\bjson\b/i.test(type)) return { name: 'created' }
    const what = type === '' ? 'no content type' : type
    const wanted = creates ? 'JSON that names the run' : 'text/event-stream'
    return { name: 'refused', error: `The upstream answered ${status} with ${what} instead of ${wanted}.` }
  }
  if (status >= 300 && status < 400) {
    return {
      name: 'refused',
      error: `The upstream answered ${status}, a redirect${target(headers)}. Redirects are not followed.`,
    }
  }
  switch (status) {
    case 401:
    case 403:
      return { name: 'unauthorized', error: `The upstream refused the credential (${status}).` }
    case 404:
      return { name: 'gone', error: 'The upstream does not know this run or path (404).', forGood: false }
    case 410:
      return { name: 'gone', error: 'The upstream does not have this run any more (410).', forGood: true }
    case 409:
      return {
        name: 'refused',
        error: 'The upstream answered 409, a conflict with what it has.',
      }
    case 422:
      return { name: 'refused', error: 'The upstream did not accept the request (422).' }
    case 408:
    case 425:
    case 429:
      return {
        name: 'busy',
        error: `The upstream asks to slow down (${status}).`,
        afterMs: retryAfterMs(headers['retry-after'], nowMs),
        refused: true,
      }
    default:
      if (status < 500) return { name: 'refused', error: `The upstream did not accept the request (${status}).` }
      return {
        name: 'busy',
        error: `The upstream has trouble (${status}).`,
        afterMs: retryAfterMs(headers['retry-after'], nowMs),
        refused: false,
      }
  }
}

/** Where it points, without what may be a secret in it. */
function target(headers: Record<string, string>) {
  const location = headers['location']
  return location === undefined ? '' : ` to ${location.replace(/[?#].*$/s, '').replace(/\/\/[^/]*@/, '//')}`
}
