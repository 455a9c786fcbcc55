import { leaseSeconds } from './claim-runs.ts'
import { database } from './client.ts'

/** How many recorders live: their heartbeat is within the lease, by the database's clock. */
export async function countRecorders(db = database()): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(
    'SELECT count(*)::integer AS count FROM recorder WHERE heartbeat_at > now() - make_interval(secs => $1)',
    [leaseSeconds],
  )
  return rows[0]?.count ?? 0
}
