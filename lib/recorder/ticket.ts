import type { RequestSpec } from '#lib/dialects/dialect.ts'
import { ask, type WholeAnswer } from '#lib/http/ask.ts'
import type { Upstream } from '#lib/http/compose.ts'
import type { send } from '#lib/http/send.ts'

/** The request with its single-use token, where it needs one, or the answer that gave none. */
export async function withTicket(
  upstream: Upstream,
  spec: RequestSpec,
  deps: { send: typeof send; signal: AbortSignal },
): Promise<{ spec: RequestSpec; token: string | null } | WholeAnswer> {
  const { ticket } = spec
  if (!ticket) return { spec, token: null }
  const answer = await ask(upstream, ticket.request, deps)
  const token = answer.status < 300 ? tokenIn(answer.body.toString('utf8'), ticket.field) : null
  // An answer without the token where it should be may hold it elsewhere, and is written down nowhere.
  if (token === null) return answer.status < 300 ? { ...answer, status: 502, body: Buffer.alloc(0) } : answer
  const joint = spec.path.includes('?') ? '&' : '?'
  const path = `${spec.path}${joint}${encodeURIComponent(ticket.param)}=${encodeURIComponent(token)}`
  return { spec: { ...spec, path }, token }
}

function tokenIn(text: string, field: string): string | null {
  try {
    const token = (JSON.parse(text) as Record<string, unknown> | null)?.[field]
    return typeof token === 'string' && token !== '' ? token : null
  } catch {
    return null // no JSON: the upstream has trouble
  }
}
