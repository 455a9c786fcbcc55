import { Problem } from '#lib/api/problem.ts'
import type { z } from 'zod'
import { signInAgain } from './sign-in-again.ts'

/** An answer that was not the wanted one: what failed, and field by field what was wrong. */
export class CallError extends Error {
  readonly status: number
  readonly fields: readonly { path: string; message: string }[]

  constructor(status: number, message: string, fields: CallError['fields'] = []) {
    super(message)
    this.status = status
    this.fields = fields
  }
}

/** Calls this server's API. Throws a `CallError` in words if it does not answer as it should. */
export async function callApi<T>(
  path: string,
  answer: z.ZodType<T>,
  { method = 'GET', body, signal }: { method?: string; body?: unknown; signal?: AbortSignal } = {},
): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, {
      method,
      ...(signal ? { signal } : {}),
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new CallError(0, 'Runtape does not answer. Is it still running?')
  }
  if (response.status === 401) signInAgain()
  const json: unknown = response.status === 204 ? null : await response.json().catch(() => null)
  if (!response.ok) {
    const problem = Problem.safeParse(json)
    // What went wrong inside is in the log, under this id.
    const id = response.status >= 500 ? response.headers.get('x-request-id') : null
    const trace = id ? ` Request ${id}.` : ''
    if (!problem.success) throw new CallError(response.status, `Runtape answered ${response.status}.${trace}`)
    const { title, detail, errors } = problem.data
    throw new CallError(response.status, sentence(detail ?? title) + trace, errors)
  }
  return answer.parse(json)
}

/** The API writes details as parts of a sentence; on a page they stand alone. */
function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`
}
