import type { Frame } from '#lib/api/frame.ts'
import { database } from './client.ts'
import { frameColumns, readFrameRow, toFrames, type RawFrameRow } from './frame-row.ts'

export type TailRequest = { runId: bigint; after: number }

/** What a viewer who has everything up to `after` needs now. */
export type Tail = {
  /** Changes whenever the run's row does. */
  version: string
  /** The recording is closed: after `lastSeq` comes nothing. */
  isClosed: boolean
  lastSeq: number
  frames: Frame[]
}

/**
 * New frames of many runs, each after its own seq, with the state of their recordings, in one statement and so in one
 * snapshot: two would straddle the commit that ends a run and lose its tail. In the order of the requests; null for a
 * run that is gone. A tail ends at 500 frames or 1 MiB.
 */
export async function readTails(requests: readonly TailRequest[], db = database()): Promise<(Tail | null)[]> {
  const { rows } = await db.pool.query<TailRow>({
    name: 'read-tails',
    text: statement,
    values: [requests.map(({ runId }) => runId), requests.map(({ after }) => after)],
  })
  const grouped = Map.groupBy(rows, (row) => row.place)
  return requests.map((_, at) => toTail(grouped.get(at + 1) ?? []))
}

type TailRow = {
  place: number
  version: string
  is_closed: boolean
  last_seq: number
  started_us: string | null
  clock: string | null
} & (RawFrameRow | { seq: null })

const statement = `
  SELECT want.place::integer AS place, run.xmin::text AS version, run.started_us, run.clock,
    coalesce(recording.state = 'closed', true) AS is_closed, coalesce(recording.next_seq - 1, 0) AS last_seq, tail.*
  FROM unnest($1::bigint[], $2::integer[]) WITH ORDINALITY AS want(run_id, after, place)
  JOIN run ON run.id = want.run_id
  LEFT JOIN recording ON recording.run_id = run.id
  LEFT JOIN LATERAL (
    SELECT ${frameColumns} FROM (
      SELECT *, row_number() OVER in_order AS nth, sum(octet_length(raw)) OVER in_order AS total
      FROM (
        SELECT ${frameColumns} FROM frame WHERE frame.run_id = want.run_id AND seq > want.after ORDER BY seq LIMIT 500
      ) page
      WINDOW in_order AS (ORDER BY seq)
    ) sized
    WHERE nth = 1 OR total <= 1048576
  ) tail ON true
  ORDER BY want.place, tail.seq`

function toTail(rows: readonly TailRow[]): Tail | null {
  const [first] = rows
  if (!first) return null
  const clock = { startedUs: first.started_us === null ? null : BigInt(first.started_us), clock: first.clock }
  const stored = rows.filter((row): row is TailRow & RawFrameRow => row.seq !== null)
  return {
    version: first.version,
    isClosed: first.is_closed,
    lastSeq: first.last_seq,
    frames: toFrames(stored.map(readFrameRow), clock),
  }
}
