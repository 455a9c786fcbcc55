import { startEmbeddedPostgres, type EmbeddedPostgres } from '#lib/db/embedded/start-embedded.ts'
import { migrate } from '#lib/db/migrate.ts'
import { reachDatabase } from '#lib/db/reach-database.ts'
import { Refusal, stage } from './terminal.ts'

export type PreparedDatabase = { url: string; embedded: EmbeddedPostgres | null }

/** A migrated database: the one of DATABASE_URL, or the embedded Postgres of the data folder. */
export async function prepareDatabase(databaseUrl: string | null, home: string): Promise<PreparedDatabase> {
  const embedded = databaseUrl === null ? await startEmbedded(home) : null
  const url = databaseUrl ?? embedded?.url ?? ''
  try {
    if (!embedded) await reach(url)
    const applied = await migrate(url).catch((cause: unknown) => {
      throw new Refusal(`The database could not be migrated: ${reasonOf(cause)}`, { cause })
    })
    stage('Migrations', applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`)
  } catch (error) {
    await embedded?.stop()
    throw error
  }
  return { url, embedded }
}

async function startEmbedded(home: string): Promise<EmbeddedPostgres> {
  try {
    const embedded = await startEmbeddedPostgres(home)
    stage(
      'Database',
      `${embedded.adopted ? 'adopted the Postgres that runs' : 'embedded Postgres'} in ${embedded.data}`,
    )
    return embedded
  } catch (error) {
    throw new Refusal(`The embedded database did not start: ${(error as Error).message}.`, { cause: error })
  }
}

async function reach(url: string): Promise<void> {
  const { host, pathname } = new URL(url)
  await reachDatabase(url).catch((error: unknown) => {
    throw new Refusal(`The database of DATABASE_URL (${host}${pathname}) cannot be reached: ${reasonOf(error)}.`)
  })
  stage('Database', `${host}${pathname}`)
}

/** A name with several addresses fails with one error for each and an empty message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}
