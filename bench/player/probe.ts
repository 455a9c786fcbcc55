/** What a page under test tells of itself. Times are `performance.now()` of the page, taken after the paint. */
export type Probe = {
  /** Tasks of more than 50 ms on the main thread, as the browser reports them. */
  tasks: { at: number; ms: number }[]
  /** Most rows that stood in the page at once. */
  mostRows: number
  /** First paint in which rows of frames had their content. */
  firstRowsAt: number | null
  /** When the last key was pressed, or the pointer was let go. */
  actedAt: number
  /** Called after every paint. */
  watchers: Set<(at: number) => void>
  /** What paints are told by; kept here, for a forced collection of garbage takes ports that nothing else holds. */
  paints: MessageChannel
}

declare global {
  interface Window {
    probe: Probe
  }
}

/** Runs in the page before its own scripts. What a row is, both lists agree on: it has its frame's number and a payload. */
export function installProbe(): void {
  const paints = new MessageChannel()
  const probe: Probe = { tasks: [], mostRows: 0, firstRowsAt: null, actedAt: 0, watchers: new Set(), paints }
  window.probe = probe
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) probe.tasks.push({ at: entry.startTime, ms: entry.duration })
  }).observe({ type: 'longtask', buffered: true })
  for (const type of ['keydown', 'pointerup'])
    addEventListener(type, ({ timeStamp }) => (probe.actedAt = timeStamp), { capture: true })

  // A message that is sent in an animation frame is received after the paint that belongs to it.
  paints.port1.onmessage = () => {
    const at = performance.now()
    const rows = document.getElementsByClassName('bench-row').length || document.querySelectorAll('[data-seq]').length
    probe.mostRows = Math.max(probe.mostRows, rows)
    if (probe.firstRowsAt === null && document.querySelector('[data-seq] [data-payload]')) probe.firstRowsAt = at
    for (const watcher of probe.watchers) watcher(at)
  }
  const paint = () => {
    paints.port2.postMessage(null)
    requestAnimationFrame(paint)
  }
  requestAnimationFrame(paint)
}
