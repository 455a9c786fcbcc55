import { execFile } from 'node:child_process'
import { chown, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { asProcessEnv } from '#lib/env.ts'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'

export type Cluster = { data: string; password: string; binaries: Binaries; account: Account | null; durable: boolean }

/** Makes the data folder of a Postgres unless it is there. It appears under its name only when it is whole. */
export async function initCluster({ data, password, binaries, account, durable }: Cluster): Promise<void> {
  if (await stat(join(data, 'PG_VERSION')).catch(() => null)) return
  const unfinished = `${data}.unfinished`
  const passwordFile = `${data}.password`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  await writeFile(passwordFile, password, { mode: 0o600 })
  try {
    if (account) await Promise.all([unfinished, passwordFile].map((path) => chown(path, account.uid, account.gid)))
    await promisify(execFile)(
      binaries.initdb,
      [
        ...['--pgdata', unfinished, '--username', 'postgres', '--auth', 'scram-sha-256', '--pwfile', passwordFile],
        // Without a locale in the environment the default would be SQL_ASCII.
        ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
        ...(durable ? [] : ['--no-sync']),
      ],
      { ...account, cwd: '/', env: asProcessEnv({ TZ: 'UTC', LC_ALL: 'C' }) },
    )
    await rename(unfinished, data)
  } finally {
    await rm(passwordFile, { force: true })
  }
}
