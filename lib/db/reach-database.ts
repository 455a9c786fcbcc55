import pg from 'pg'

/** Connects to a database and leaves again. Rejects with the driver's error where that fails within five seconds. */
export async function reachDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => {}) // what waits for the connection reports it
  try {
    await client.connect()
  } finally {
    await client.end()
  }
}
