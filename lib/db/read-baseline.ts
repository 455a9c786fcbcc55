import type { Baseline } from '#lib/api/baseline.ts'
import { database, type Database } from './client.ts'
import { findRun } from './find-run.ts'

const mostRuns = 50
const leastRuns = 10

type Row = { runs: number } & Record<Figure, number | null> & Record<`${Figure}Runs`, number>
type Figure = 'ttftMs' | 'durationMs' | 'tokensPerSecond' | 'itlP50Ms' | 'stalls'

/** What is usual for the agent of a run, or null if there is no such run. */
export async function readBaseline(publicId: string, db: Database = database()): Promise<Baseline | null> {
  const run = await findRun(publicId, db)
  if (run === null) return null
  const { agent } = await db.prisma.run.findUniqueOrThrow({ where: { id: run.id }, select: { agent: true } })
  const nothing = {
    agent,
    runs: 0,
    ttftMs: null,
    durationMs: null,
    tokensPerSecond: null,
    itlP50Ms: null,
    stalls: null,
  }
  if (agent === null) return nothing
  const { rows } = await db.pool.query<Row>({
    name: 'read-baseline',
    text: baselineSql,
    values: [run.sourceId, agent, run.id, mostRuns],
  })
  const row = rows[0]
  if (!row) return nothing
  const of = (figure: Figure) => {
    const median = row[figure]
    const runs = row[`${figure}Runs`]
    return median === null || runs < leastRuns ? null : { median, runs }
  }
  return {
    agent,
    runs: row.runs,
    ttftMs: of('ttftMs'),
    durationMs: of('durationMs'),
    tokensPerSecond: of('tokensPerSecond'),
    itlP50Ms: of('itlP50Ms'),
    stalls: of('stalls'),
  }
}

const median = (column: string, name: Figure) => `
    percentile_cont(0.5) WITHIN GROUP (ORDER BY ${column}) AS "${name}",
    count(${column})::integer AS "${name}Runs"`

// Tokens a second as lib/run/pace.ts: all tokens but the first, over the time from the first output to the end.
const baselineSql = `
  SELECT count(*)::integer AS runs, ${median('ttft_ms', 'ttftMs')}, ${median('duration_ms', 'durationMs')},
    ${median('tokens_per_second', 'tokensPerSecond')}, ${median('itl_p50_ms', 'itlP50Ms')}, ${median('stalls', 'stalls')}
  FROM (
    SELECT ttft_ms, itl_p50_ms, duration_ms, stall_count::float8 AS stalls,
      CASE WHEN output_tokens > 1 AND duration_ms > ttft_ms
        THEN (output_tokens - 1) * 1000.0 / (duration_ms - ttft_ms) END AS tokens_per_second
    FROM (
      SELECT *, (ended_us - started_us) / 1000.0::float8 AS duration_ms FROM run
      WHERE source_id = $1 AND agent = $2 AND id <> $3 AND recording = 'closed' AND clock IN ('received', 'emitted')
      ORDER BY created_at DESC, id DESC LIMIT $4
    ) last
  ) figures`
