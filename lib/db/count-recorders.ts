import { database } from './client.ts'

/** How many recorders have said within the last half minute that they live; by the database's clock. */
export async function countRecorders(db = database()): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(
    "SELECT count(*)::integer AS count FROM recorder WHERE heartbeat_at > now() - interval '30 seconds'",
  )
  return rows[0]?.count ?? 0
}
