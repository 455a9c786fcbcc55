import type { Env } from '#lib/env.ts'
import type { Kept } from './keep-running.ts'
import { forgetProcesses } from './left-over.ts'
import type { Lock } from './lock.ts'

export type Stoppable = { stop(): Promise<void> }

/** What runs, as far as starting has come. */
export type Parts = {
  lock: Lock
  postgres?: Stoppable
  web?: Kept
  recorder?: Kept
  companion?: Stoppable
}

/**
 * Stops everything within ten seconds: the recorder first, which stores what it has; then the upstreams of the demo, which
 * it may still have been reading; then web, whose viewers reconnect; Postgres last. `now` cuts the waiting short.
 */
export async function stopAll(parts: Parts, env: Env, now: AbortSignal): Promise<void> {
  const cutShort = () => void Promise.all([parts.recorder?.stop(0), parts.web?.stop(0)])
  now.addEventListener('abort', cutShort)
  await parts.recorder?.stop(env.drainSeconds * 1000 + 1500)
  await parts.companion?.stop()
  await parts.web?.stop(webPatienceMs)
  await parts.postgres?.stop()
  await forgetProcesses(env.home)
  await parts.lock.release()
  now.removeEventListener('abort', cutShort)
}

/** Streams are ended on SIGTERM, so this is a web server that hangs. */
const webPatienceMs = 2000
