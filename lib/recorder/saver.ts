import type { RunSave } from '#lib/db/save-runs.ts'
import { isPassing } from './database-trouble.ts'

// Rows of runs are saved together, since each statement costs more than the row in it. One statement at a time: what comes
// meanwhile goes with the next.

const GATHER_MS = 50
const MAX_RUNS = 500

export type Saver = {
  /** Saves a run's row, at once or with those of the next moment. False: the lease on the run is lost. */
  save(run: RunSave, options: { urgent: boolean }): Promise<boolean>
}

type Waiting = { run: RunSave; resolve(held: boolean): void; reject(error: unknown): void }

/** Saves the rows of all runs of this process by few statements. `write` gives for each row whether its lease holds. */
export function createSaver(write: (runs: readonly RunSave[]) => Promise<boolean[]>): Saver {
  let waiting: Waiting[] = []
  let isUrgent = false
  let isWriting = false
  let timer: NodeJS.Timeout | null = null

  function schedule() {
    if (isWriting || waiting.length === 0) return
    if (isUrgent) void flush()
    else timer ??= setTimeout(() => void flush(), GATHER_MS)
  }

  async function flush() {
    if (timer) clearTimeout(timer)
    timer = null
    const taken = waiting.slice(0, MAX_RUNS)
    waiting = waiting.slice(MAX_RUNS)
    isUrgent = waiting.length > 0
    isWriting = true
    await writeAll(taken)
    isWriting = false
    schedule()
  }

  /** A statement that fails is bisected, so that one bad row holds back nobody. */
  async function writeAll(taken: readonly Waiting[]): Promise<void> {
    try {
      const held = await write(taken.map(({ run }) => run))
      for (const [i, { resolve }] of taken.entries()) resolve(held[i] === true)
    } catch (error) {
      if (taken.length === 1 || isPassing(error)) {
        for (const { reject } of taken) reject(error)
        return
      }
      const half = Math.ceil(taken.length / 2)
      await writeAll(taken.slice(0, half))
      await writeAll(taken.slice(half))
    }
  }

  return {
    save(run, { urgent }) {
      const { promise, resolve, reject } = Promise.withResolvers<boolean>()
      waiting.push({ run, resolve, reject })
      isUrgent ||= urgent
      schedule()
      return promise
    },
  }
}
