import { isAlive } from '#lib/db/embedded/postmaster.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#lib/db/embedded/start-embedded.ts'
import { log } from '#lib/log.ts'
import { Refusal } from './terminal.ts'

export type WatchedPostgres = { stop(): Promise<void> }

/** Starts the embedded Postgres again, on the same port, when it has died. What cannot be mended goes to `onLost`. */
export function watchPostgres(
  home: string,
  started: EmbeddedPostgres,
  onLost: (reason: Error) => void,
): WatchedPostgres {
  let current = started
  let mending: Promise<void> | null = null
  const timer = setInterval(() => {
    if (mending === null && !isAlive(current.pid)) mending = mend().finally(() => (mending = null))
  }, 500)

  async function mend(): Promise<void> {
    log.error({ pid: current.pid }, 'the embedded database died and is started again')
    try {
      const again = await startEmbeddedPostgres(home)
      current = again
      if (again.url !== started.url) throw new Error('its port was taken meanwhile')
    } catch (cause) {
      clearInterval(timer)
      onLost(
        new Refusal(`The embedded database died and did not start again; ${home}/postgres.log has the reason.`, {
          cause,
        }),
      )
    }
  }

  return {
    async stop() {
      clearInterval(timer)
      await mending
      await current.stop()
    },
  }
}
