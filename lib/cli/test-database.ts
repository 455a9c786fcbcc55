import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '#lib/db/embedded/start-embedded.ts'
import { findPostmaster, isAlive, stopPostmaster } from '#lib/db/embedded/postmaster.ts'
import { migrate } from '#lib/db/migrate.ts'

export type TestDatabase = { url: string; stop(): Promise<void> }

/**
 * A Postgres in a fresh folder with one migrated database: the template that tests clone, or what a benchmark writes to.
 * `stop` removes it all.
 */
export async function startTestDatabase({
  durable = false,
  settings = [],
}: { durable?: boolean; settings?: readonly string[] } = {}): Promise<TestDatabase> {
  await sweep()
  const home = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
  const postgres = await startEmbeddedPostgres(home, { durable, settings })
  const stop = async () => {
    await postgres.stop()
    await Promise.all([home, postgres.data].map((path) => rm(path, { recursive: true, force: true })))
  }
  try {
    await migrate(postgres.url)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: postgres.url, stop }
}

const prefix = 'runtape-test-'

/** Stops and removes what a killed run left behind. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = Number(name.startsWith(prefix) && name.slice(prefix.length).split('-')[0])
    if (!owner || isAlive(owner)) continue
    const home = join(tmpdir(), name)
    const left = await findPostmaster(join(home, 'postgres'))
    if (left) await stopPostmaster(left.pid)
    await rm(home, { recursive: true, force: true })
  }
}
