import type { Baseline } from '#lib/api/baseline.ts'
import type { Connection } from '#lib/api/connection.ts'
import type { Frame, FramesPage } from '#lib/api/frame.ts'
import type { Latency } from '#lib/api/latency.ts'
import type { Markers } from '#lib/api/markers.ts'
import type { Related } from '#lib/api/related.ts'
import type { Run } from '#lib/api/run.ts'
import type { SearchPage } from '#lib/api/search.ts'
import type { StreamCommand } from '#lib/api/stream-command.ts'
import type { Series } from '#lib/api/series.ts'
import type { Timeline } from '#lib/api/timeline.ts'
import type { FrameListener, FrameSource, RunState, SeriesAsked } from '#components/player/frame-source.ts'
import { signInAgain } from '#components/ui/sign-in-again.ts'
import { watchLive } from './live-stream.ts'
import { createOrderedFeed } from './ordered-feed.ts'

const retryReadMs = 2000

type StateBlocks = Awaited<ReturnType<FrameSource['blocks']>>

/** A run of this server, read over its API and followed on the shared stream. */
export function createHttpSource(runId: string, origin: string): FrameSource {
  const path = `/api/v1/runs/${encodeURIComponent(runId)}`

  function read(after: number, limit: number, query: Record<string, string> = {}, signal?: AbortSignal) {
    const params = new URLSearchParams({ after: String(after), limit: String(limit), ...query })
    return get<FramesPage>(`${path}/frames?${params.toString()}`, signal)
  }

  return {
    read: (after, limit, options) =>
      read(after, limit, options?.kinds ? { kind: options.kinds.join(',') } : {}, options?.signal),
    async readRaw(seq) {
      const page = await read(seq - 1, 1, { raw: 'base64' })
      const frame = page.frames[0]
      return frame?.seq === seq ? { frame, raw: bytesOf(frame) } : null
    },
    stateAt: (seq) => get<RunState>(`${path}/state?at=${seq}`),
    blocks: (at, from, to) => get<StateBlocks>(`${path}/state/blocks?at=${at}&from=${from}&to=${to}`),
    markers: () => get<Markers>(`${path}/markers`),
    connections: async () => (await get<{ connections: Connection[] }>(`${path}/connections`)).connections,
    latency: () => get<Latency>(`${path}/latency`),
    timeline: () => get<Timeline>(`${path}/timeline`),
    series: (asked, signal) => get<Series>(`${path}/series?${seriesQuery(asked)}`, signal),
    baseline: () => get<Baseline>(`${path}/baseline`),
    run: () => get<Run>(path),
    follow: (after, listener) => follow(runId, after, (from, limit) => read(from, limit), listener),
    related: () => get<Related>(`${path}/related`),
    recorders: async () => (await get<{ recorders: number }>('/api/health')).recorders,
    async stopRecording() {
      await post(`${path}/stop`)
    },
    cancel: () => post<Run>(`${path}/cancel`),
    input: (content) => post<Run>(`${path}/input`, { content }),
    async record({ source, upstreamRunId, surface, threadId, agent }) {
      const about = { ...(threadId !== null && { threadId }), ...(agent !== null && { agentId: agent }) }
      return (await post<Run>('/api/v1/runs', { source, upstreamRunId, surface, ...about })).url
    },
    report: async (at) => (await answer(await fetch(`${path}/export?format=md&at=${at}`))).text(),
    streamCommand: (at) => get<StreamCommand>(`${path}/curl?at=${at}`),
    search({ q, glob, after, limit }, signal) {
      const query = { q, after: String(after), limit: String(limit), ...(glob && { glob: 'true' }) }
      return get<SearchPage>(`${path}/search?${new URLSearchParams(query).toString()}`, signal)
    },
    exportHref: (format, at) => `${path}/export?format=${format}${at === undefined ? '' : `&at=${at}`}`,
    pageHref: (seq) => `${origin}/runs/${encodeURIComponent(runId)}${seq === null ? '' : `?f=${seq}`}`,
    streamHref: () => `${origin}${path}/events`,
  }
}

function seriesQuery({ points, window, stallMs }: SeriesAsked): string {
  return new URLSearchParams({
    points: String(points),
    ...(window && { from: String(window.fromMs), to: String(window.toMs) }),
    ...(stallMs !== null && { stallMs: String(stallMs) }),
  }).toString()
}

function follow(
  runId: string,
  after: number,
  read: (after: number, limit: number) => Promise<FramesPage>,
  listener: FrameListener,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const feed = createOrderedFeed(after, read, {
    frames: (frames) => listener.frames(frames),
    end: () => listener.end(),
    failed() {
      listener.state({ name: 'reconnecting', attempt: 1 })
      timer = setTimeout(() => feed.retry(), retryReadMs)
    },
  })
  const unwatch = watchLive({
    run: runId,
    last: feed.last,
    heard(message) {
      switch (message.type) {
        case 'state':
          // A stream cannot say why it is refused. A read can: if the session ended, it leads to the sign-in page.
          if (message.state.name === 'reconnecting') void read(feed.last(), 1).catch(() => undefined)
          return listener.state(message.state)
        case 'watching':
          listener.run(message.changes)
          return feed.reached(message.after)
        case 'frames':
          return feed.push(message.frames)
        case 'run':
          return listener.run(message.changes)
        case 'end':
          return feed.end()
        default:
          return message satisfies never
      }
    },
  })
  return () => {
    clearTimeout(timer)
    feed.close()
    unwatch()
  }
}

async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  return (await (await answer(await fetch(url, signal ? { signal } : {}))).json()) as T
}

async function post<T>(url: string, body?: unknown): Promise<T> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return (await (await answer(await fetch(url, { method: 'POST', ...(body === undefined ? {} : json) }))).json()) as T
}

async function answer(response: Response): Promise<Response> {
  if (response.ok) return response
  if (response.status === 401) signInAgain()
  const problem = (await response.json().catch(() => null)) as { detail?: string; title?: string } | null
  throw new Error(problem?.detail ?? problem?.title ?? `The server answered ${response.status}.`)
}

function bytesOf(frame: Frame): Uint8Array {
  return Uint8Array.from(atob(frame.raw ?? ''), (char) => char.charCodeAt(0))
}
