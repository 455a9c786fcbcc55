/**
 * Aborts `stop` on SIGINT, SIGTERM or SIGHUP. A signal within two seconds of the first is the same one: npm passes on what
 * the terminal has sent already. A later one is from a person who does not want to wait, and aborts `now`.
 */
export function stopSignals(clock: () => number = Date.now): { stop: AbortSignal; now: AbortSignal } {
  const stop = new AbortController()
  const now = new AbortController()
  let firstAt = 0
  const heard = () => {
    if (!stop.signal.aborted) {
      firstAt = clock()
      stop.abort()
    } else if (clock() - firstAt > 2000) now.abort()
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, heard)
  return { stop: stop.signal, now: now.signal }
}
