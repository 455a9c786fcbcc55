import pg from 'pg'

/** What a database says of itself, and of its clock. */
export type DatabaseFacts = {
  /** Of those asked for, as pg_settings has them; some are shown to few. */
  settings: Readonly<Partial<Record<SettingName, string>>>
  /** It takes no writes: a replica, or told so. */
  readOnly: boolean
  /** Connections of clients now, ours included. */
  connections: number
  databaseBytes: number
  /** How far its clock is ahead of ours, and how well that is known. */
  aheadMs: number
  roundTripMs: number
}

const names = [
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'max_connections',
  'superuser_reserved_connections',
  'reserved_connections',
  'statement_timeout',
  'server_version',
  'server_version_num',
  'server_encoding',
  'data_directory',
] as const

type SettingName = (typeof names)[number]

/** Connects to a database, asks for the facts, and leaves. Rejects with the driver's error where it cannot be reached. */
export async function databaseFacts(url: string, now: () => number = Date.now): Promise<DatabaseFacts> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 10_000 })
  client.on('error', () => {}) // the query that is waiting reports it
  try {
    await client.connect()
    const { rows: settings } = await client.query<{ name: SettingName; setting: string }>(
      'SELECT name, setting FROM pg_settings WHERE name = ANY ($1)',
      [names],
    )
    const { rows } = await client.query<{ read_only: boolean; connections: number; bytes: string }>(`
      SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS read_only,
        (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
        pg_database_size(current_database())::text AS bytes`)
    const askedAt = now()
    const { rows: clock } = await client.query<{ ms: number }>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms',
    )
    const toldAt = now()
    const [facts] = rows
    return {
      settings: Object.fromEntries(settings.map(({ name, setting }) => [name, setting])),
      readOnly: facts?.read_only ?? false,
      connections: facts?.connections ?? 0,
      databaseBytes: Number(facts?.bytes ?? 0),
      aheadMs: (clock[0]?.ms ?? 0) - (askedAt + toldAt) / 2,
      roundTripMs: toldAt - askedAt,
    }
  } finally {
    await client.end()
  }
}
