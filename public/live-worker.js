// Holds one stream of the server for every run that the tabs of this browser watch: HTTP/1.1 gives a browser
// six connections an origin over all its tabs. Runs as a SharedWorker, or as a plain worker of one tab where
// there are no shared ones. Tabs check that no frame is missing; here each run only has the last seq that passed.

const goneAfterMs = 180_000

/**
 * @param {(url: string, on: {open(): void, event(type: string, data: string): void, error(): void}) => {close(): void}} open
 */
export function createHub(open, { setTimeout, clearTimeout, now, random } = globalClock) {
  /** @type {Map<string, {after: number, ports: Set<any>, changes: object, ended: boolean}>} */
  const runs = new Map()
  /** When each tab was last heard of: a tab that was closed says nothing. */
  const ports = new Map()
  let stream = null
  let timer
  let failures = 0
  let state = { name: 'connecting' }

  function tell(next) {
    state = next
    for (const port of ports.keys()) port.postMessage({ type: 'state', state })
  }

  function schedule(ms) {
    clearTimeout(timer)
    timer = setTimeout(connect, ms)
  }

  function connect() {
    stream?.close()
    stream = null
    const watched = [...runs].filter(([, run]) => !run.ended)
    if (watched.length === 0) return
    const list = watched.map(([id, run]) => `${encodeURIComponent(id)}:${run.after}`).join(',')
    let opened = false
    const own = open(`/api/v1/events?runs=${list}`, {
      open() {
        opened = true
        failures = 0
        tell({ name: 'open' })
      },
      event: (type, data) => own === stream && passOn(type, JSON.parse(data)),
      error() {
        if (own !== stream) return
        own.close()
        stream = null
        // Every stream has a maximum life: the first try after one that was open comes at once and is no news.
        if (!opened) failures += 1
        if (failures > 0) tell({ name: 'reconnecting', attempt: failures })
        schedule(opened ? 50 : Math.min(15_000, 500 * 2 ** Math.min(failures, 6)) * (0.5 + random() / 2))
      },
    })
    stream = own
  }

  function passOn(type, body) {
    const run = runs.get(body.run)
    if (run === undefined) return
    if (type === 'frames') run.after = Math.max(run.after, body.frames.at(-1)?.seq ?? 0)
    if (type === 'run') Object.assign(run.changes, body.changes)
    if (type === 'end') run.ended = true
    for (const port of run.ports) port.postMessage({ type, ...body })
  }

  function watch(port, id, after) {
    let run = runs.get(id)
    if (run === undefined || run.ended) {
      run = { after, ports: run?.ports ?? new Set(), changes: {}, ended: false }
      runs.set(id, run)
      schedule(10)
    }
    run.ports.add(port)
    port.postMessage({ type: 'state', state })
    port.postMessage({ type: 'watching', run: id, after: run.after, changes: run.changes })
  }

  function unwatch(port, id) {
    const run = runs.get(id)
    run?.ports.delete(port)
    if (run?.ports.size !== 0) return
    runs.delete(id)
    if (!run.ended) schedule(10)
  }

  function drop(port) {
    ports.delete(port)
    for (const id of [...runs.keys()]) unwatch(port, id)
  }

  return function receive(port, message) {
    ports.set(port, now())
    if (message.type === 'watch') watch(port, message.run, message.after)
    if (message.type === 'unwatch') unwatch(port, message.run)
    if (message.type === 'bye') drop(port)
    for (const [other, heardAt] of ports) if (now() - heardAt > goneAfterMs) drop(other)
  }
}

const globalClock = {
  setTimeout: (/** @type {() => void} */ run, ms) => globalThis.setTimeout(run, ms),
  clearTimeout: (timer) => globalThis.clearTimeout(timer),
  now: () => Date.now(),
  random: () => Math.random(),
}

function openEventSource(url, on) {
  const source = new EventSource(url)
  source.onopen = () => on.open()
  source.onerror = () => on.error()
  for (const type of ['frames', 'run', 'end']) source.addEventListener(type, (event) => on.event(type, event.data))
  return source
}

if (typeof SharedWorkerGlobalScope !== 'undefined') {
  const receive = createHub(openEventSource)
  globalThis.onconnect = ({ ports: [port] }) => {
    port.onmessage = ({ data }) => receive(port, data)
  }
} else if (typeof DedicatedWorkerGlobalScope !== 'undefined') {
  const receive = createHub(openEventSource)
  const port = { postMessage: (message) => globalThis.postMessage(message) }
  globalThis.onmessage = ({ data }) => receive(port, data)
}
