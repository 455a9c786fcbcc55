import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { streamLifeMs } from './respond.ts'

type Options = { lifeMs?: number; graceMs?: number }

/** By then a stream whose life is over has ended, if anybody reads it. */
const GRACE_MS = 30_000

/**
 * Cuts off live streams whose reader does not take their end either: a process that is stopped, or a machine behind a
 * proxy that keeps the connection. A route's handler cannot, for it waits for that reader. Returns how to stop.
 */
export function endStuckStreams({ lifeMs = streamLifeMs, graceMs = GRACE_MS }: Options = {}): () => void {
  const onRequest = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
    if (!/^\/api\/v1\/(?:runs\/[^/]+\/)?events(?:\?|$)/.test(request.url ?? '')) return
    const timer = setTimeout(() => response.destroy(), lifeMs + graceMs)
    timer.unref()
    response.once('close', () => clearTimeout(timer))
  }
  subscribe('http.server.request.start', onRequest)
  return () => unsubscribe('http.server.request.start', onRequest)
}
