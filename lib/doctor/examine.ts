import { readFile, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openDatabase } from '#lib/db/client.ts'
import { databaseFacts, type DatabaseFacts } from '#lib/db/database-facts.ts'
import { rememberedPlace } from '#lib/db/embedded/place.ts'
import { listRecorders } from '#lib/db/list-recorders.ts'
import { migrationFacts } from '#lib/db/migration-facts.ts'
import { readUpstream } from '#lib/db/read-upstream.ts'
import { sourceNames } from '#lib/db/source-names.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { isLoopback, type Env } from '#lib/env.ts'
import { checkUpstream } from '#lib/http/check-upstream.ts'
import { checkSecret } from './check-secret.ts'
import { checkSources } from './check-sources.ts'
import { findingsOf, type Finding } from './finding.ts'
import { judgeDatabase } from './judge-database.ts'
import { judgeDisk } from './judge-disk.ts'
import { judgeMigrations } from './judge-migrations.ts'
import { judgeRecorders } from './judge-recorders.ts'
import { judgedPackages, judgeVersions } from './judge-versions.ts'

const { fail } = findingsOf('database')

const modules = join(import.meta.dirname, '../../node_modules')

/** Looks at everything that recording needs, as this environment has it. Changes nothing. */
export async function examine(env: Env): Promise<Finding[]> {
  const packages = await Promise.all(judgedPackages.map(async (name) => [name, await installed(name)] as const))
  const database = await findDatabase(env)
  return [
    ...judgeVersions(process.versions.node, Object.fromEntries(packages)),
    await checkSecret(env.secretFile),
    ...(await checkDisks(env, database)),
    ...(await examineDatabase(env, database)),
  ]
}

async function installed(name: string): Promise<string | null> {
  const text = await readFile(join(modules, name, 'package.json'), 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as { version: string }).version
}

type FoundDatabase = { name: 'there'; url: string; facts: DatabaseFacts } | { name: 'away'; says: string; todo: string }

async function findDatabase({ databaseUrl, home }: Env): Promise<FoundDatabase> {
  const place = databaseUrl === null ? await rememberedPlace(home) : null
  const url = databaseUrl ?? place?.url ?? null
  if (url === null) {
    const todo = `Run npm start once, or set RUNTAPE_HOME or DATABASE_URL as the running Runtape has it.`
    return { name: 'away', says: `there is none in ${home} yet`, todo }
  }
  try {
    return { name: 'there', url, facts: await databaseFacts(url) }
  } catch (error) {
    const says = `cannot be reached at ${new URL(url).host}: ${reasonOf(error)}`
    const todo = place
      ? 'It runs while Runtape runs: npm start.'
      : 'Check DATABASE_URL, and that the database takes connections from here.'
    return { name: 'away', says, todo }
  }
}

async function examineDatabase(env: Env, found: FoundDatabase): Promise<Finding[]> {
  if (found.name === 'away') return [fail('reach', found.says, found.todo)]
  const { url, facts } = found
  const migrations = judgeMigrations(await migrationFacts(url))
  // Without its tables there is nobody to ask about.
  if (migrations.level === 'fail') return [...judgeDatabase(facts, { recorders: 1 }), migrations]
  const db = openDatabase(url, { max: 4 })
  try {
    const recorders = await listRecorders(db)
    const living = recorders.recorders.filter(({ state }) => state !== 'gone').length
    // What is sealed opens with the right bytes alone, and a missing file is made by nobody here.
    const secret = Buffer.from((await readFile(env.secretFile, 'utf8').catch(() => '')).trim(), 'base64url')
    const key = secret.length === 32 ? secret : Buffer.alloc(32)
    const sources = await checkSources(await sourceNames(db), {
      open: (id) => readUpstream(id, db, key),
      async check(upstream) {
        const spec = getDialect(upstream.dialect)?.check(upstream.settings)
        if (!spec) throw new Error(`no dialect ${upstream.dialect}`)
        return checkUpstream(upstream, spec, { signal: AbortSignal.timeout(15_000) })
      },
    })
    return [...judgeDatabase(facts, { recorders: living }), migrations, ...judgeRecorders(recorders), ...sources]
  } finally {
    await db.close()
  }
}

/** The data folder, and that of the database where it is on this machine and says where. */
async function checkDisks({ home }: Env, database: FoundDatabase): Promise<Finding[]> {
  const findings = [judgeDisk('data folder', await diskAt(await existing(home)))]
  if (database.name === 'away') return findings
  const { hostname } = new URL(database.url)
  const folder = database.facts.settings.data_directory
  const isHere = folder !== undefined && isLoopback(hostname) && (await isThere(folder))
  return isHere ? [...findings, judgeDisk('database folder', await diskAt(folder))] : findings
}

async function diskAt(path: string) {
  const { bavail, blocks, bsize } = await statfs(path)
  return { path, freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}

/** The folder, or the nearest one above that is there: it would be made on the same disk. */
async function existing(folder: string): Promise<string> {
  return (await isThere(folder)) || dirname(folder) === folder ? folder : existing(dirname(folder))
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** A name with several addresses fails with one error for each and an empty message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}
