import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPlace } from '#lib/db/embedded/place.ts'
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
  const { url, stop } = await startThrowawayPostgres({ durable, settings })
  try {
    await migrate(url)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, stop }
}

/** The same without a table in it. */
export async function startThrowawayPostgres(
  options: { durable?: boolean; settings?: readonly string[] } = { durable: false },
): Promise<TestDatabase> {
  const home = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
  await chmod(home, 0o711) // Postgres may run under another account, and must get through
  const postgres = await startEmbeddedPostgres(home, options)
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop()
      await removeAll(home, postgres.data)
    },
  }
}

const prefix = 'runtape-test-'

/** Stops and removes what a killed run left behind. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = Number(name.startsWith(prefix) && name.slice(prefix.length).split('-')[0])
    if (!owner || isAlive(owner)) continue
    const home = join(tmpdir(), name)
    if ((await stat(home)).uid !== process.getuid?.()) continue // another account's
    const { data } = await readPlace(home, null)
    const left = await findPostmaster(data)
    if (left) await stopPostmaster(left.pid)
    await removeAll(home, data)
  }
}

async function removeAll(...folders: string[]): Promise<void> {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
}
