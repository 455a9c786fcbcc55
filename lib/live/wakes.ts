export type Wakes = {
  /** Resolves when one of these runs may have grown, or on abort. Never rejects. */
  nextWake: (runIds: readonly bigint[], signal: AbortSignal) => Promise<void>
  /** Changes with all that is told, heard by a viewer or not: a read of before does not answer who comes after. */
  generation(): number
  /** Says that these runs grew. */
  wake(runIds: Iterable<bigint>): void
  /** Says that any run may have grown. */
  wakeAll(): void
  close(): void
}

type Waiter = { runIds: readonly bigint[]; wake(): void }

/**
 * Wakes viewers of runs. All who are to be woken within `coalesceMs` are woken in one moment, so that they read together
 * (see shared-reads.ts). Every `pollMs` everyone is woken: a hint may be lost, and the database is the truth.
 */
export function createWakes({ coalesceMs = 50, pollMs = 500, now = () => performance.now() } = {}): Wakes {
  const waiting = new Map<bigint, Set<Waiter>>()
  let due = new Set<bigint>()
  let generation = 0
  let lastRelease = -Infinity
  let release: ReturnType<typeof setTimeout> | undefined
  let poll: ReturnType<typeof setInterval> | undefined

  function schedule(): void {
    if (release !== undefined || due.size === 0) return
    release = setTimeout(releaseDue, Math.max(0, lastRelease + coalesceMs - now()))
  }

  function releaseDue(): void {
    release = undefined
    lastRelease = now()
    const woken = new Set<Waiter>()
    for (const runId of due) for (const waiter of waiting.get(runId) ?? []) woken.add(waiter)
    due = new Set()
    for (const waiter of woken) waiter.wake()
  }

  function add(waiter: Waiter): void {
    poll ??= setInterval(wakeAll, pollMs)
    for (const runId of waiter.runIds) {
      const others = waiting.get(runId)
      if (others) others.add(waiter)
      else waiting.set(runId, new Set([waiter]))
    }
  }

  function remove(waiter: Waiter): void {
    for (const runId of waiter.runIds) {
      const others = waiting.get(runId)
      others?.delete(waiter)
      if (others?.size === 0) waiting.delete(runId)
    }
    if (waiting.size > 0) return
    clearInterval(poll)
    poll = undefined
  }

  function wake(runIds: Iterable<bigint>): void {
    generation++
    // Who arms later reads later, and so sees what this is about.
    for (const runId of runIds) if (waiting.has(runId)) due.add(runId)
    schedule()
  }

  function wakeAll(): void {
    wake(waiting.keys())
  }

  return {
    wake,
    wakeAll,
    generation: () => generation,
    nextWake(runIds, signal) {
      if (signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const waiter = { runIds, wake: finish }
        function finish() {
          remove(waiter)
          signal.removeEventListener('abort', finish)
          resolve()
        }
        add(waiter)
        signal.addEventListener('abort', finish, { once: true })
      })
    },
    close() {
      clearTimeout(release)
      const waiters = new Set(waiting.values().flatMap((some) => some))
      for (const waiter of waiters) waiter.wake()
    },
  }
}
