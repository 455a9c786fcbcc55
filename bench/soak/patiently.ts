import { setTimeout as delay } from 'node:timers/promises'

const PATIENCE_MS = 120_000

/** Does what may fail while something that it needs is down on purpose, until it works. */
export async function patiently<T>(work: () => Promise<T>, { patienceMs = PATIENCE_MS } = {}): Promise<T> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await delay(250)
    }
  }
}
