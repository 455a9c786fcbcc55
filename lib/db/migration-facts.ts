import { createHash } from 'node:crypto'
import pg from 'pg'
import { readMigrations } from './migration-files.ts'

/** How the migrations that a database has stand to those of this version. */
export type MigrationFacts = {
  missing: string[]
  /** Begun and not finished. */
  failed: string[]
  /** Applied by a newer version. */
  unknown: string[]
  /** Applied with another text than ours. */
  edited: string[]
}

type Row = { migration_name: string; checksum: string; finished: boolean; rolled_back: boolean }

export async function migrationFacts(url: string): Promise<MigrationFacts> {
  const { migrationDirectories } = await readMigrations()
  const ours = new Map(
    migrationDirectories.map(({ path, migrationFile }) => [
      path,
      migrationFile.content.tag === 'ok' ? migrationFile.content.value : '',
    ]),
  )
  const rows = (await readRows(url)).filter((row) => !row.rolled_back)
  const applied = rows.filter((row) => row.finished)
  const has = new Set(applied.map((row) => row.migration_name))
  return {
    missing: [...ours.keys()].filter((name) => !has.has(name)),
    failed: rows.filter((row) => !row.finished && !has.has(row.migration_name)).map((row) => row.migration_name),
    unknown: [...has].filter((name) => !ours.has(name)),
    edited: applied
      .filter(({ migration_name: name, checksum }) => {
        const text = ours.get(name)
        return text !== undefined && createHash('sha256').update(text).digest('hex') !== checksum
      })
      .map((row) => row.migration_name),
  }
}

async function readRows(url: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 10_000 })
  client.on('error', () => {}) // the query that is waiting reports it
  try {
    await client.connect()
    const { rows: there } = await client.query<{ exists: boolean }>(
      `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
    )
    if (!there[0]?.exists) return []
    const { rows } = await client.query<Row>(`
      SELECT migration_name, checksum, finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS rolled_back
      FROM _prisma_migrations ORDER BY started_at`)
    return rows
  } finally {
    await client.end()
  }
}
