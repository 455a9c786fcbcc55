import { database, type Database } from './client.ts'
import { frameColumns, readFrameRow, type FrameRow, type RawFrameRow } from './frame-row.ts'

const pageFrames = 2000

/**
 * Some frames of a run in order, page by page of at most 4 MiB (a single larger frame still comes, alone). Those of more
 * than `mostBytes` are left out.
 */
export async function* readRowsAt(
  runId: bigint,
  seqs: readonly number[],
  { mostBytes = null, db = database() }: { mostBytes?: number | null; db?: Database } = {},
): AsyncGenerator<FrameRow[], void, undefined> {
  let done = 0
  while (done < seqs.length) {
    const page = seqs.slice(done, done + pageFrames)
    const { rows } = await db.pool.query<RawFrameRow & { candidates: number }>({
      name: 'read-rows-at',
      text: sql,
      values: [runId, page, mostBytes],
    })
    if (rows.length > 0) yield rows.map(readFrameRow)
    const last = rows.at(-1)
    done += last && rows.length < last.candidates ? page.indexOf(last.seq) + 1 : page.length
  }
}

const sql = `
  SELECT ${frameColumns}, candidates
  FROM (
    SELECT ${frameColumns}, row_number() OVER in_order AS place, sum(octet_length(raw)) OVER in_order AS total,
      (count(*) OVER ())::integer AS candidates
    FROM frame WHERE run_id = $1 AND seq = ANY ($2::int[]) AND ($3::int IS NULL OR octet_length(raw) <= $3)
    WINDOW in_order AS (ORDER BY seq)
  ) sized
  WHERE place = 1 OR total <= 4194304
  ORDER BY seq`
