import { database } from './client.ts'

/** What is read of a source in the background. */
export type ReadName = 'runs' | 'usage'

/** A background read that is now the caller's to make. `dueAt` is when it is anybody's again. */
export type ClaimedRead = { sourceId: string; name: ReadName; dueAt: Date; failures: number }

/** A read that takes longer is given up by its reader, so that no two read the same. By the database's clock. */
export const readSeconds = 90
const graceSeconds = 30

/**
 * Claims background reads that are due, of sources that are to be read, and moves them on: whoever does that reads, however
 * many ask at once. A source that was never read is due at once.
 */
export async function claimReads(limit: number, db = database()): Promise<ClaimedRead[]> {
  const rows = await db.prisma.$queryRaw<Row[]>`
    WITH wanted AS (
      SELECT s.id, n.name FROM source s CROSS JOIN unnest(ARRAY['runs', 'usage']) AS n(name)
      WHERE s.settings @> '{"discover": true}'
    ), first AS (
      INSERT INTO background_read (source_id, name, due_at)
      SELECT w.id, w.name, now() + make_interval(secs => ${readSeconds + graceSeconds}) FROM wanted w
      WHERE NOT EXISTS (SELECT FROM background_read b WHERE b.source_id = w.id AND b.name = w.name)
      ORDER BY w.id, w.name LIMIT ${limit} ON CONFLICT DO NOTHING RETURNING source_id, name, due_at, failures
    ), due AS (
      SELECT b.source_id, b.name FROM background_read b JOIN wanted w ON w.id = b.source_id AND w.name = b.name
      WHERE b.due_at <= now() ORDER BY b.due_at LIMIT ${limit} FOR UPDATE OF b SKIP LOCKED
    ), moved AS (
      UPDATE background_read b SET due_at = now() + make_interval(secs => ${readSeconds + graceSeconds})
      FROM due WHERE b.source_id = due.source_id AND b.name = due.name
      RETURNING b.source_id, b.name, b.due_at, b.failures
    )
    SELECT * FROM first UNION ALL SELECT * FROM moved`
  return rows.map((row) => ({ sourceId: row.source_id, name: row.name, dueAt: row.due_at, failures: row.failures }))
}

type Row = { source_id: string; name: ReadName; due_at: Date; failures: number }
