import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '#lib/db/embedded/postmaster.ts'
import { startEmbeddedPostgres } from '#lib/db/embedded/start-embedded.ts'
import { migrate } from '#lib/db/migrate.ts'

/** A Postgres that can be stopped as by a crash. */
export type SoakDatabase = {
  url: string
  /** Stops it at once, without a checkpoint; starts it again after so long, which replays its log. */
  restart(downMs: number, signal?: 'SIGQUIT' | 'SIGKILL'): Promise<void>
  stop(): Promise<void>
}

/** A Postgres in a fresh folder, durable as in production, with one migrated database. `stop` removes it. */
export async function startSoakDatabase(): Promise<SoakDatabase> {
  // Named as the databases of tests are, so that what a killed run leaves behind is swept by the next.
  const home = await mkdtemp(join(tmpdir(), `runtape-test-${process.pid}-`))
  await chmod(home, 0o711) // Postgres may run under another account, and must get through
  let postgres = await startEmbeddedPostgres(home)
  const { url, data } = postgres
  await migrate(url)
  return {
    url,
    async restart(downMs, signal = 'SIGQUIT') {
      process.kill(postgres.pid, signal)
      await delay(downMs)
      while (isAlive(postgres.pid)) await delay(20)
      postgres = await startEmbeddedPostgres(home)
      if (postgres.url !== url) throw new Error('the port of the database was taken while it was down')
    },
    async stop() {
      await postgres.stop()
      for (const folder of [home, data]) await rm(folder, { recursive: true, force: true })
    },
  }
}
