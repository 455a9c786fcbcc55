import type { RequestSpec } from '#lib/dialects/dialect.ts'
import { ask } from '#lib/http/ask.ts'
import type { Upstream } from '#lib/http/compose.ts'
import type { send } from '#lib/http/send.ts'

/** The request with its single-use token, or the status and headers of the answer that gave none. */
export async function withTicket(
  upstream: Upstream,
  spec: RequestSpec,
  deps: { send: typeof send; signal: AbortSignal },
): Promise<RequestSpec | { status: number; headers: Record<string, string>; body: Buffer<ArrayBuffer> }> {
  const { ticket } = spec
  if (!ticket) return spec
  const answer = await ask(upstream, ticket.request, deps)
  const token = answer.status < 300 ? tokenIn(answer.body.toString('utf8'), ticket.field) : null
  // An answer without the token where it should be may hold it elsewhere, and is written down nowhere.
  if (token === null) return answer.status < 300 ? { ...answer, status: 502, body: Buffer.alloc(0) } : answer
  const joint = spec.path.includes('?') ? '&' : '?'
  return { ...spec, path: `${spec.path}${joint}${encodeURIComponent(ticket.param)}=${encodeURIComponent(token)}` }
}

function tokenIn(text: string, field: string): string | null {
  try {
    const token = (JSON.parse(text) as Record<string, unknown> | null)?.[field]
    return typeof token === 'string' && token !== '' ? token : null
  } catch {
    return null // no JSON: the upstream has trouble
  }
}
