import { database } from './client.ts'
import { Prisma } from './generated/client.ts'

/** A run that is now this recorder's to record, until its heartbeat stops or another takes it with a higher epoch. */
export type Claim = { runId: bigint; epoch: number }

/** A recorder whose heartbeat is older is dead, and its runs are free. By the database's clock. */
export const leaseSeconds = 6

const living = Prisma.sql`SELECT o.id FROM recorder o WHERE o.heartbeat_at > now() - make_interval(secs => ${leaseSeconds})`

/** How many recorders share the runs. One that is stopping only reads on what cannot be resumed. */
export const sharing = Prisma.sql`(SELECT greatest(1, count(*)) FROM recorder
  WHERE id IN (${living}) AND NOT coalesce((figures->>'draining')::boolean, false))`

/** Whether a row `r` of recording may be claimed now. */
const isFree = Prisma.sql`(r.retry_at IS NULL OR r.retry_at <= now() OR r.stop_requested)
  AND (r.owner IS NULL OR r.owner NOT IN (${living}))`

/** What a claim took, and how many free runs it left to others because the recorder has its share. */
export type Claimed = { claims: Claim[]; left: number }

/**
 * Claims open recordings that nobody living owns, oldest first, each under a new epoch: at most `limit`, and with `fair`
 * no more than makes the recorder's share of all open runs. Rows that another recorder is claiming at the moment are
 * skipped; one that was claimed meanwhile is judged anew, which a join would not be.
 */
export async function claimRuns(
  recorderId: string,
  { limit, fair }: { limit: number; fair: boolean },
  db = database(),
): Promise<Claimed> {
  const rows = await db.prisma.$queryRaw<{ run_id: bigint | null; epoch: number | null; left: number }[]>`
    WITH open AS MATERIALIZED (
      SELECT count(*) AS runs, count(*) FILTER (WHERE owner = ${recorderId}::uuid) AS own,
        count(*) FILTER (WHERE ${isFree}) AS free, ${sharing} AS recorders
      FROM recording r WHERE r.state = 'open'
    ), room AS MATERIALIZED (
      SELECT free, CASE WHEN ${fair} THEN least(${limit}, greatest(0, ceil(runs::float8 / recorders) - own)) ELSE ${limit} END::int AS runs
      FROM open
    ), free AS (
      SELECT r.run_id FROM recording r WHERE r.state = 'open' AND ${isFree}
      ORDER BY r.run_id LIMIT (SELECT runs FROM room) FOR UPDATE OF r SKIP LOCKED
    ), claimed AS (
      UPDATE recording r SET owner = ${recorderId}::uuid, epoch = r.epoch + 1, retry_at = NULL
      FROM free WHERE r.run_id = free.run_id RETURNING r.run_id, r.epoch
    )
    SELECT run_id, epoch, greatest(0, room.free - room.runs)::int AS left FROM room LEFT JOIN claimed ON true`
  return {
    claims: rows.flatMap(({ run_id: runId, epoch }) => (runId === null || epoch === null ? [] : { runId, epoch })),
    left: rows[0]?.left ?? 0,
  }
}
