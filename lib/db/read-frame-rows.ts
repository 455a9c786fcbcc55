import type { Database } from './client.ts'
import { frameColumns, readFrameRow, type FrameRow, type RawFrameRow } from './frame-row.ts'

type Range = {
  runId: bigint
  after: number
  /** The last seq to look at. */
  to: number
  limit: number
  /** Stored numbers of the kinds wanted; null for all. */
  kinds: readonly number[] | null
}

/**
 * Stored frames of one run in order. A page ends at `limit` or at 4 MiB (a single larger frame still comes, alone);
 * `more` says that it ended so. Sizes are summed before bytes are fetched: `octet_length` reads no toasted value.
 */
export async function readFrameRows(range: Range, db: Database): Promise<{ rows: FrameRow[]; more: boolean }> {
  const { rows } = await db.pool.query<RawFrameRow & { candidates: number }>({
    name: 'read-frame-rows',
    text: readFrameRowsSql,
    values: [range.runId, range.after, range.to, range.kinds, range.limit + 1],
  })
  const page = rows.slice(0, range.limit)
  return { rows: page.map(readFrameRow), more: page.length < (rows[0]?.candidates ?? 0) }
}

const readFrameRowsSql = `
  SELECT ${frameColumns}, candidates
  FROM (
    SELECT *, row_number() OVER in_order AS place, sum(octet_length(raw)) OVER in_order AS total,
      (count(*) OVER ())::integer AS candidates
    FROM (
      SELECT ${frameColumns} FROM frame
      WHERE run_id = $1 AND seq > $2 AND seq <= $3 AND ($4::smallint[] IS NULL OR kind = ANY ($4))
      ORDER BY seq LIMIT $5
    ) page
    WINDOW in_order AS (ORDER BY seq)
  ) sized
  WHERE place = 1 OR total <= 4194304
  ORDER BY seq`
