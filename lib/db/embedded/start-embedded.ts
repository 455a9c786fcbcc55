import { spawn } from 'node:child_process'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { asProcessEnv } from '#lib/env.ts'
import { postgresAccount } from './account.ts'
import { postgresBinaries } from './binaries.ts'
import { freePort } from './free-port.ts'
import { initCluster, type Cluster } from './init-cluster.ts'
import { readPlace, writePlace } from './place.ts'
import { findPostmaster, isAlive, stopPostmaster } from './postmaster.ts'

export type EmbeddedPostgres = {
  url: string
  pid: number
  /** The folder that holds the data. */
  data: string
  /** True when it ran already: a crash had left it behind. */
  adopted: boolean
  stop(): Promise<void>
}

/**
 * Starts the Postgres of a data folder, or adopts the one that already runs there, and returns once it answers. It runs in
 * a session of its own, so that it outlives us and is stopped only by `stop`. `durable: false` is for tests: no fsync.
 * `settings` are added to ours, as `name=value`.
 */
export async function startEmbeddedPostgres(
  home: string,
  { durable = true, settings = [] }: { durable?: boolean; settings?: readonly string[] } = {},
): Promise<EmbeddedPostgres> {
  const account = await postgresAccount()
  const place = await readPlace(home, account)
  const binaries = await postgresBinaries({ shared: account !== null })
  const cluster: Cluster = { ...place, binaries, account, durable }
  await initCluster(cluster)
  const logFile = join(home, 'postgres.log')
  for (let attempt = 1; ; attempt += 1) {
    try {
      const running = await findPostmaster(cluster.data)
      const port = running?.port || (await freePort(attempt === 1 ? place.port : 0))
      const pid = running?.pid ?? (await launch(cluster, { port, settings, logFile }))
      const url = `postgres://postgres:${place.password}@127.0.0.1:${port}/runtape`
      await ready({ pid, url, data: cluster.data, logFile })
      await writePlace(home, { ...place, port })
      return { url, pid, data: cluster.data, adopted: running !== null, stop: () => stopPostmaster(pid) }
    } catch (error) {
      // Somebody took the port meanwhile, or the last processes of a crashed database still hold its memory.
      if (attempt === 4) throw error
      await delay(500)
    }
  }
}

async function launch(
  cluster: Cluster,
  { port, settings, logFile }: { port: number; settings: readonly string[]; logFile: string },
): Promise<number> {
  const large = ((await stat(logFile).catch(() => null))?.size ?? 0) > 8 * 1024 * 1024
  // A file and not a pipe: a pipe to a process that died would take the database with it.
  const output = await open(logFile, large ? 'w' : 'a', 0o600)
  const all = [...ourSettings(cluster.durable), ...settings]
  try {
    const child = spawn(
      cluster.binaries.postgres,
      ['-D', cluster.data, '-p', String(port), ...all.flatMap((setting) => ['-c', setting])],
      {
        ...cluster.account,
        cwd: '/',
        env: asProcessEnv({ TZ: 'UTC', LC_ALL: 'C' }),
        detached: true,
        stdio: ['ignore', output.fd, output.fd],
      },
    )
    child.unref()
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('spawn', () => resolve(child.pid as number))
    })
  } finally {
    await output.close()
  }
}

function ourSettings(durable: boolean): string[] {
  const always = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', 'log_timezone=UTC']
  const kept = ['shared_buffers=256MB', 'max_wal_size=2GB', 'wal_compression=pglz', 'checkpoint_timeout=15min']
  const thrownAway = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200']
  return [...always, ...(durable ? kept : thrownAway)]
}

/** Waits while Postgres starts or recovers, for as long as it lives, and makes the database if it is missing. */
async function ready({ pid, url, data, logFile }: { pid: number; url: string; data: string; logFile: string }) {
  const maintenance = new URL(url)
  maintenance.pathname = '/postgres'
  while (!(await findPostmaster(data))?.ready) {
    if (!isAlive(pid)) throw new Error(`Postgres did not start; the reason is at the end of ${logFile}`)
    await delay(15)
  }
  const client = new pg.Client({ connectionString: maintenance.href })
  await client.connect()
  try {
    const { rowCount } = await client.query(`SELECT FROM pg_database WHERE datname = 'runtape'`)
    if (rowCount === 0) await client.query('CREATE DATABASE runtape')
  } finally {
    await client.end()
  }
}
