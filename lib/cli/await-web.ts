import { setTimeout as delay } from 'node:timers/promises'
import { tailOf } from './build-web.ts'
import type { Kept } from './keep-running.ts'
import { Refusal } from './terminal.ts'

/** Resolves once the web process answers. Refuses if it dies twice before it does. */
export async function awaitWeb(url: string, web: Kept, logFile: string, stop: AbortSignal): Promise<void> {
  while (!(await answers(url, stop))) {
    stop.throwIfAborted()
    if (web.deaths() > 1) throw new Refusal(`The web server does not start:\n${await tailOf(logFile)}`)
    await delay(50)
  }
}

async function answers(url: string, stop: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/health`, { signal: AbortSignal.any([stop, AbortSignal.timeout(5000)]) })
    await response.body?.cancel()
    return true
  } catch {
    return false // not yet; the caller asks again
  }
}
