import type { Frame } from '#lib/api/frame.ts'
import type { Run } from '#lib/api/run.ts'
import type { StreamState } from '#components/player/frame-source.ts'

type ToTab =
  | { type: 'state'; state: StreamState }
  | { type: 'watching'; run: string; after: number; changes: Partial<Run> }
  | { type: 'frames'; run: string; frames: readonly Frame[] }
  | { type: 'run'; run: string; changes: Partial<Run> }
  | { type: 'end'; run: string }

/** What a watcher of one run hears. `last` says how far it is, for when the stream must be asked again. */
export type Watcher = {
  run: string
  last(): number
  heard(message: ToTab): void
}

type Port = { postMessage(message: object): void }

const workerUrl = '/live-worker.js'
const pingEveryMs = 30_000
const hiddenForMs = 60_000

let port: Port | undefined
const watchers = new Set<Watcher>()

/** Watches a run on the stream that all tabs share, until the returned function is called. */
export function watchLive(watcher: Watcher): () => void {
  port ??= connect()
  watchers.add(watcher)
  port.postMessage({ type: 'watch', run: watcher.run, after: watcher.last() })
  return () => {
    watchers.delete(watcher)
    const others = [...watchers].some(({ run }) => run === watcher.run)
    if (!others) port?.postMessage({ type: 'unwatch', run: watcher.run })
  }
}

function hear(message: ToTab): void {
  for (const watcher of watchers) {
    if (message.type === 'state' || message.run === watcher.run) watcher.heard(message)
  }
}

function watchAll(): void {
  for (const watcher of watchers) port?.postMessage({ type: 'watch', run: watcher.run, after: watcher.last() })
}

function connect(): Port {
  const connected = typeof SharedWorker === 'undefined' ? connectAlone() : connectShared()
  // A tab in the back/forward cache has said goodbye, and watches again when it comes back.
  window.addEventListener('pagehide', () => connected.postMessage({ type: 'bye' }))
  window.addEventListener('pageshow', (event) => event.persisted && watchAll())
  setInterval(() => connected.postMessage({ type: 'ping' }), pingEveryMs)
  return connected
}

function connectShared(): Port {
  const worker = new SharedWorker(workerUrl, { type: 'module', name: 'runtape-live' })
  worker.port.onmessage = ({ data }: MessageEvent<ToTab>) => hear(data)
  return worker.port
}

/** Without shared workers each tab has a stream of its own, and a tab hidden for a minute gives its up. */
function connectAlone(): Port {
  const worker = new Worker(workerUrl, { type: 'module' })
  worker.onmessage = ({ data }: MessageEvent<ToTab>) => hear(data)
  let timer: ReturnType<typeof setTimeout> | undefined
  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer)
    if (document.hidden) timer = setTimeout(() => worker.postMessage({ type: 'bye' }), hiddenForMs)
    else watchAll()
  })
  return worker
}
