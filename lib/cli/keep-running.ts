import { setTimeout as delay } from 'node:timers/promises'
import { log } from '#lib/log.ts'
import { startProcess, type ProcessPlan, type RunningProcess } from './process.ts'

export type Kept = {
  pid(): number
  /** How often it has died in a row. */
  deaths(): number
  /** Asks it to end, kills it after `patienceMs`, and resolves when it is gone. It is not started again. */
  stop(patienceMs: number): Promise<void>
}

/** Keeps a process running: one that dies is started again at once, then after 1, 2, 4 … 30 s. */
export async function keepRunning(name: string, plan: ProcessPlan, onRestart: () => Promise<void>): Promise<Kept> {
  const stopping = new AbortController()
  let current: RunningProcess = await startProcess(plan)
  let deaths = 0
  const ended = keep()
  return {
    pid: () => current.pid,
    deaths: () => deaths,
    async stop(patienceMs) {
      stopping.abort()
      current.kill('SIGTERM')
      const timer = setTimeout(() => current.kill('SIGKILL'), patienceMs)
      await ended
      clearTimeout(timer)
    },
  }

  async function keep(): Promise<void> {
    for (;;) {
      const startedAt = Date.now()
      const exit = await current.exit
      if (stopping.signal.aborted) return
      // A process that ran for a while and died is not on its fourth failure.
      if (Date.now() - startedAt > forgivenAfterMs) deaths = 0
      const delayMs = restartDelayMs(deaths)
      deaths += 1
      log.warn({ process: name, ...exit, delayMs }, 'a process died and is started again')
      await delay(delayMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      current = await startProcess(plan)
      await onRestart()
    }
  }
}

/** How long to wait before the start that follows this many deaths in a row. */
export function restartDelayMs(deaths: number): number {
  return deaths === 0 ? 0 : Math.min(30_000, 1000 * 2 ** (deaths - 1))
}

const forgivenAfterMs = 60_000
