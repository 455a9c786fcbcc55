import { hideSecrets } from '#lib/http/hide-secrets.ts'
import { upstreamWords } from '#lib/http/upstream-words.ts'
import type { Upstream } from '#lib/http/compose.ts'
import type { Exchanged } from './exchange.ts'

/** What was asked of the upstream is not done: the status to answer with, and why in a sentence. */
export type ActionRefusal = { status: 409 | 429 | 502; detail: string; retryAfter?: string }

/** What an upstream's answer to an action means; null: it took it. */
export function judgeAction(
  answer: Exchanged,
  upstream: Pick<Upstream, 'credential' | 'headers'>,
): ActionRefusal | null {
  if ('unanswered' in answer) return { status: 502, detail: `No answer from the upstream: ${answer.unanswered}.` }
  const { status, headers, body } = answer
  if (status >= 200 && status < 300) return null
  // Nothing that a server says of a credential is passed on.
  if (status === 401 || status === 403)
    return { status: 409, detail: `The upstream refused the credential (${status}).` }
  const words = upstreamWords(body, headers)
  const say = (sentence: string) => (words === null ? `${sentence}.` : `${sentence}: ${hideSecrets(words, upstream)}`)
  if (status === 429) {
    const retryAfter = headers['retry-after']
    const isPlain = retryAfter !== undefined && /^[\x20-\x7e]{1,64}$/.test(retryAfter)
    return { status: 429, detail: say('The upstream asks to slow down (429)'), ...(isPlain && { retryAfter }) }
  }
  if (status >= 500) return { status: 502, detail: say(`The upstream has trouble (${status})`) }
  if (status < 400)
    return { status: 502, detail: `The upstream redirects (${status}), and redirects are not followed.` }
  return { status: 409, detail: say(`The upstream refused it (${status})`) }
}
