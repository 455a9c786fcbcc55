import type pg from 'pg'
import { database } from './client.ts'

/** Runs in one partition of the frame table. */
export const bandSize = 4096n

/** The band that a run's frames lie in. */
export function bandOf(runId: bigint): bigint {
  return runId / bandSize
}

/**
 * Makes the partition of a band if it is missing. It is made beside the table and then attached under a lock timeout:
 * a plain CREATE would wait behind a slow reader, and every insert behind it. Any number of processes may do this at once.
 */
export async function ensureFramePartition(
  band: bigint,
  db = database(),
  { lockTimeoutMs = 3000 } = {},
): Promise<void> {
  const name = `frame_b${band}`
  if (await isAttached(name, db.pool)) return
  const client = await db.pool.connect()
  let failed = false
  try {
    await client.query('BEGIN')
    await client.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`)
    await client.query(`SELECT pg_advisory_xact_lock(727074)`)
    if (!(await isAttached(name, client))) {
      const [from, to] = [band * bandSize, (band + 1n) * bandSize]
      await client.query(
        `CREATE TABLE IF NOT EXISTS ${name} (LIKE frame INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)`,
      )
      await client.query(`ALTER TABLE ${name} ADD CONSTRAINT ${name}_band CHECK (run_id >= ${from} AND run_id < ${to})`)
      await client.query(`ALTER TABLE frame ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${to})`)
      await client.query(`ALTER TABLE ${name} DROP CONSTRAINT ${name}_band`)
    }
    await client.query('COMMIT')
  } catch (cause) {
    failed = true // closing the connection takes back what was begun on it
    throw new Error(`could not make the partition ${name} for frames`, { cause })
  } finally {
    client.release(failed)
  }
}

async function isAttached(name: string, connection: Pick<pg.ClientBase, 'query'>): Promise<boolean> {
  const { rowCount } = await connection.query(`SELECT 1 FROM pg_inherits WHERE inhrelid = to_regclass($1)`, [name])
  return rowCount === 1
}
