import pg from 'pg'
import { readMigrations } from './migration-files.ts'
import { withSchemaEngine } from './schema-engine.ts'

/** Chosen once; every Runtape process that migrates takes this lock first. */
const migrationLock = 727_073

/**
 * Applies the migrations that a database lacks and returns their names. Any number of processes may call this at once:
 * the engine's own lock gives up after ten seconds, ours waits.
 */
export async function migrate(url: string): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  lock.on('error', () => {}) // a lost connection fails the query that is waiting
  await lock.connect()
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [migrationLock])
    const migrationsList = await readMigrations()
    return await withSchemaEngine(url, async (engine) => {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: nothingExternal })
      return appliedMigrationNames
    })
  } finally {
    await lock.end()
  }
}

export const nothingExternal = { externalTables: [], externalEnums: [] }
