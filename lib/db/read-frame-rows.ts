import type { Database } from './client.ts'
import { frameColumns, type FrameRow } from './frame-row.ts'
import { readBinary, type BinaryRow } from './read-binary.ts'

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
  let candidates = 0
  const rows = await readBinary(
    readFrameRowsSql(range),
    (row) => {
      candidates = row.integer()
      return readRow(row)
    },
    db,
  )
  return { rows, more: rows.length < candidates }
}

/** The columns in the order of `frameColumns`. */
function readRow(row: BinaryRow): FrameRow {
  return {
    seq: row.integer(),
    kind: row.integer(),
    receivedUs: row.bigint() ?? 0n,
    emittedUs: row.bigint(),
    backlog: row.integer() === 1,
    connection: row.integer(),
    upstreamId: row.bytes(),
    raw: row.bytes() ?? Buffer.alloc(0),
  }
}

const readFrameRowsSql = ({ runId, after, to, limit, kinds }: Range) => `
  SELECT candidates, ${frameColumns}
  FROM (
    SELECT *, row_number() OVER in_order AS place, sum(octet_length(raw)) OVER in_order AS total,
      (count(*) OVER ())::integer AS candidates
    FROM (
      SELECT ${frameColumns} FROM frame
      WHERE run_id = ${runId} AND seq > ${after} AND seq <= ${to}
        ${kinds === null ? '' : `AND kind = ANY ('{${kinds.join(',')}}')`}
      ORDER BY seq LIMIT ${limit + 1}
    ) page
    WINDOW in_order AS (ORDER BY seq)
  ) sized
  WHERE place <= ${limit} AND (place = 1 OR total <= 4194304)
  ORDER BY seq`
