import { shutdownSignal } from './shutdown.ts'

/** How long a live stream lives. */
export const streamLifeMs = 600_000

type Options = {
  /** Of the request: aborts when the client is gone. */
  signal: AbortSignal
  keepAliveMs?: number
  /** Then the client is told to come back: reconnecting stays ordinary, and nothing that leaked lives longer. */
  lifeMs?: number
  retryMs?: number
  shutdown?: AbortSignal
}

/**
 * Answers with server-sent events. `events` gives whole blocks until the signal aborts: because the client left or
 * cancelled, its life is over, or the process ends. The next block is asked for only when the last was taken.
 */
export function respondWithEvents(
  events: (signal: AbortSignal) => AsyncIterable<string>,
  { signal, keepAliveMs = 15_000, lifeMs = streamLifeMs, retryMs = 1000, shutdown = shutdownSignal() }: Options,
): Response {
  const stop = new AbortController()
  const blocks = events(stop.signal)[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  const sources = [signal, shutdown]
  let pending: Promise<IteratorResult<string>> | null = null

  const end = () => stop.abort()
  const life = setTimeout(end, lifeMs)
  life.unref()
  stop.signal.addEventListener('abort', () => {
    clearTimeout(life)
    for (const source of sources) source.removeEventListener('abort', end)
  })
  for (const source of sources) source.addEventListener('abort', end, { once: true })
  if (sources.some((source) => source.aborted)) end()

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      // The first bytes go at once: proxies hold back a head without a body.
      controller.enqueue(encoder.encode(`retry: ${retryMs}\n\n`))
    },
    async pull(controller) {
      pending ??= blocks.next()
      const next = await within(pending, keepAliveMs)
      if (next === null) return controller.enqueue(encoder.encode(': keep-alive\n\n'))
      pending = null
      if (!next.done) return controller.enqueue(encoder.encode(next.value))
      end()
      if (signal.aborted) return controller.error(signal.reason)
      controller.close()
    },
    cancel: end,
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // Without no-transform the stream would be compressed, and so held back.
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      // A connection that stayed open after its stream would hold up the end of the server for its keep-alive time.
      connection: 'close',
    },
  })
}

/** What the promise gives, or null if that takes too long. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
