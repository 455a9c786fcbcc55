import { database } from './client.ts'

/** A run that is now this recorder's to record, until its heartbeat stops or another takes it with a higher epoch. */
export type Claim = { runId: bigint; epoch: number }

/** A recorder whose heartbeat is older is dead, and its runs are free. By the database's clock. */
export const leaseSeconds = 6

/**
 * Claims open recordings that nobody living owns, oldest first, each under a new epoch. Rows that another recorder is
 * claiming at the moment are skipped; one that was claimed meanwhile is judged anew, which a join would not be.
 */
export async function claimRuns(recorderId: string, limit: number, db = database()): Promise<Claim[]> {
  const rows = await db.prisma.$queryRaw<{ run_id: bigint; epoch: number }[]>`
    WITH free AS (
      SELECT r.run_id FROM recording r
      WHERE r.state = 'open' AND (r.retry_at IS NULL OR r.retry_at <= now() OR r.stop_requested)
        AND (r.owner IS NULL OR r.owner NOT IN
          (SELECT o.id FROM recorder o WHERE o.heartbeat_at > now() - make_interval(secs => ${leaseSeconds})))
      ORDER BY r.run_id LIMIT ${limit} FOR UPDATE OF r SKIP LOCKED
    )
    UPDATE recording r SET owner = ${recorderId}::uuid, epoch = r.epoch + 1, retry_at = NULL
    FROM free WHERE r.run_id = free.run_id RETURNING r.run_id, r.epoch`
  return rows.map((row) => ({ runId: row.run_id, epoch: row.epoch }))
}
