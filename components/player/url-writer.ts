type Clock = { now(): number; setTimeout(run: () => void, ms: number): unknown }

/**
 * Writes the shown position into the address: the last one wins, at most one write each 350 ms, or as asked
 * for (Safari throws after 100 in 30 s), at once where it must be right, such as before a copy.
 */
export function createUrlWriter(
  write: (href: string, how: 'replace' | 'push') => void,
  {
    now = () => performance.now(),
    setTimeout = (run: () => void, ms: number) => globalThis.setTimeout(run, ms),
  }: Partial<Clock> = {},
  usualMs = 350,
) {
  let pending: string | null = null
  let waiting = false
  let writtenAt = -Infinity

  function flush(how: 'replace' | 'push' = 'replace'): void {
    if (pending === null) return
    const href = pending
    pending = null
    writtenAt = now()
    try {
      write(href, how)
    } catch {
      // The browser refused: the position is still on the page, and the next write tries again.
      pending ??= href
    }
  }

  return {
    set(href: string, everyMs = usualMs): void {
      pending = href
      if (waiting) return
      waiting = true
      setTimeout(
        () => {
          waiting = false
          flush()
        },
        Math.max(0, writtenAt + everyMs - now()),
      )
    },
    /** Begins an entry of the history; what was shown before stays in the one before. */
    push(href: string): void {
      flush()
      pending = href
      flush('push')
    },
    flush: () => flush(),
  }
}
