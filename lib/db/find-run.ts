import { database } from './client.ts'
import type { RunClock } from './run-clock.ts'

/** The inner side of a run: its key, its clock and how far it is stored. */
export type FoundRun = RunClock & {
  id: bigint
  sourceId: string
  dialect: string
  /** The last stored seq; 0 before the first. */
  lastSeq: number
}

/** The run behind a public id, or null. Nearly every call about a run begins with this, so it goes without Prisma. */
export async function findRun(publicId: string, db = database()): Promise<FoundRun | null> {
  const { rows } = await db.pool.query<RunRow>({
    name: 'find-run',
    text: `
      SELECT id, source_id, dialect, clock, started_us, coalesce(next_seq, 1) - 1 AS last_seq
      FROM run LEFT JOIN recording ON run_id = id WHERE public_id = $1`,
    values: [publicId],
  })
  const [row] = rows
  return row === undefined ? null : toFoundRun(row)
}

/** Columns of the tables `run` and `recording`, as the driver gives them: bigints are text. */
export type RunRow = {
  id: string
  source_id: string
  dialect: string
  clock: string | null
  started_us: string | null
  last_seq: number
}

export function toFoundRun(row: RunRow): FoundRun {
  return {
    id: BigInt(row.id),
    sourceId: row.source_id,
    dialect: row.dialect,
    clock: row.clock,
    startedUs: row.started_us === null ? null : BigInt(row.started_us),
    lastSeq: row.last_seq,
  }
}
