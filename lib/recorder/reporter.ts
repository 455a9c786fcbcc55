import type { ToolSpan } from '#lib/run/tool-spans.ts'
import type { RunState } from '#lib/db/run-state-columns.ts'
import type { Hold } from '#lib/db/save-runs.ts'

/** Keeps a run's row up to date: at once where its state changes, at most once a second for figures. */
export type Reporter = {
  /** Something changed; it is saved within a second. */
  changed(): void
  /** Saves now, after the saves before it. Rejects with what the save rejects with. */
  save(hold?: Hold): Promise<void>
  stop(): void
}

type Deps = {
  /** What the row is to say now. Taken before `settled`, so that the row is never ahead of its frames. */
  snapshot(): { state: RunState; spans: ToolSpan[] }
  settled(): Promise<void>
  /** `urgent`: the row's state changed, not only its figures. */
  write(row: { state: RunState; spans: ToolSpan[]; hold: Hold }, urgent: boolean): Promise<void>
  onError(error: unknown): void
  intervalMs?: number
}

export function createReporter({ snapshot, settled, write, onError, intervalMs = 1000 }: Deps): Reporter {
  let timer: NodeJS.Timeout | null = null
  let stopped = false
  let last: Promise<void> = Promise.resolve()

  function save(hold: Hold, urgent: boolean): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    const next = last.then(async () => {
      const { state, spans } = snapshot()
      await settled()
      await write({ state, spans, hold }, urgent)
    })
    last = next.catch(() => undefined) // the caller of this save hears of it; the next save is tried anyway
    return next
  }

  return {
    save: (hold = { state: 'open' }) => save(hold, true),
    changed() {
      if (stopped) return
      timer ??= setTimeout(() => void save({ state: 'open' }, false).catch(onError), intervalMs)
    },
    stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}
