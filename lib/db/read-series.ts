import { Latency } from '#lib/api/latency.ts'
import { Clock } from '#lib/api/run.ts'
import type { Series } from '#lib/api/series.ts'
import { seriesOf, type SeriesOptions } from '#lib/run/series.ts'
import type { Span } from '#lib/run/series-gaps.ts'
import { database, type Database } from './client.ts'
import { findRun, type FoundRun } from './find-run.ts'
import { readColumns } from './read-columns.ts'
import { readTokenSteps } from './read-token-steps.ts'
import { durationMs } from './run-clock.ts'
import { unlessGone } from './unless-gone.ts'

/** What is drawn of a run over its time, or null if there is no such run. */
export async function readSeries(
  publicId: string,
  options: SeriesOptions,
  db: Database = database(),
): Promise<Series | null> {
  const run = await findRun(publicId, db)
  return run && unlessGone(publicId, read(run, options, db), db)
}

async function read(run: FoundRun, options: SeriesOptions, db: Database): Promise<Series> {
  const row = await db.prisma.run.findUniqueOrThrow({ where: { id: run.id }, select: figureColumns })
  const closed = row.recording === 'closed'
  const columns = await readColumns(run, db)
  const tokens = await readTokenSteps(run, columns, { closed, isReported: row.outputTokens !== null }, db)
  const latency = Latency.nullable().parse(row.latency)
  return seriesOf(
    {
      columns,
      tokens: tokens === 'pending' ? null : tokens,
      tokensPending: tokens === 'pending',
      clock: Clock.nullable().parse(run.clock),
      startedUs: run.startedUs === null ? null : Number(run.startedUs),
      durationMs: durationMs({ ...run, ...row }),
      firstOutputSeq: latency?.timeToFirstToken?.seq ?? null,
      tools: spansOf(row.tools),
    },
    options,
  )
}

const figureColumns = {
  recording: true,
  latency: true,
  outputTokens: true,
  endedUs: true,
  lastFrameUs: true,
  tools: { select: { status: true, startSeq: true, endSeq: true }, where: { startSeq: { not: null } } },
} as const

/** The frames that calls were open from and to. One whose end was never recorded may have ended at once. */
function spansOf(tools: readonly { status: string; startSeq: number | null; endSeq: number | null }[]): Span[] {
  return tools.flatMap(({ status, startSeq, endSeq }) => {
    if (startSeq === null || (endSeq === null && status !== 'open')) return []
    return [{ fromSeq: startSeq, toSeq: endSeq ?? Infinity }]
  })
}
