import { clientOf } from '#lib/auth/client-of.ts'
import { log } from '#lib/log.ts'
import { ProblemError } from '#lib/route/problem.ts'
import { respondWithEvents } from '#lib/sse/respond.ts'
import { live } from './live.ts'
import { tailRuns, type Place, type TailEvent } from './tail-runs.ts'
import { createViewers, type Viewers } from './viewers.ts'

const key = Symbol.for('runtape.viewers')
const shared = globalThis as typeof globalThis & { [key]?: Viewers }

/** Answers with the live stream of these runs. Everything that may fail has been asked before. */
export function streamRuns(request: Request, places: readonly Place[], encode: (event: TailEvent) => string): Response {
  const viewers = (shared[key] ??= createViewers())
  const leave = viewers.admit(clientOf(request.headers))
  if (!leave) {
    throw new ProblemError(429, 'too many live streams are open; close some, or watch several runs on one', {
      headers: { 'retry-after': '5' },
    })
  }
  return respondWithEvents(
    (signal) => {
      signal.addEventListener('abort', leave, { once: true })
      if (signal.aborted) leave()
      return encoded(places, signal, encode)
    },
    { signal: request.signal },
  )
}

/** How many live streams this process has open. */
export function openViewers(): number {
  return shared[key]?.open() ?? 0
}

async function* encoded(places: readonly Place[], signal: AbortSignal, encode: (event: TailEvent) => string) {
  try {
    for await (const event of tailRuns(places, signal, live())) yield encode(event)
  } catch (cause) {
    // The head is sent; the stream just ends, and the client comes back with its cursor to hear what is wrong.
    log.warn({ err: cause }, 'a live stream broke off')
  }
}
