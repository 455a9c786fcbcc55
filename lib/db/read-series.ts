import { setImmediate } from 'node:timers/promises'
import { Latency } from '#lib/api/latency.ts'
import { Clock } from '#lib/api/run.ts'
import type { Series } from '#lib/api/series.ts'
import { drawSeries, type SeriesOptions } from '#lib/run/series.ts'
import { measureRun, type Figures, type Measured } from '#lib/run/series-figures.ts'
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
  const tools = await readSpans(run, db)
  const closed = row.recording === 'closed'
  const columns = await readColumns(run, db)
  const tokens = await readTokenSteps(run, columns, { closed, isReported: row.outputTokens !== null }, db)
  const latency = Latency.nullable().parse(row.latency)
  const measured = {
    columns,
    clock: Clock.nullable().parse(run.clock),
    startedUs: run.startedUs === null ? null : Number(run.startedUs),
    firstOutputSeq: latency?.timeToFirstToken?.seq ?? null,
    tools,
  }
  const input = {
    ...measured,
    tokens: tokens === 'pending' ? null : tokens,
    tokensPending: tokens === 'pending',
    durationMs: durationMs({ ...run, ...row }),
  }
  return inTurns(drawSeries(input, await figuresOf(String(run.id), measured), options))
}

/** Long runs that were measured last, oldest first: whoever zooms asks for the same run again and again. */
const known = new Map<string, { of: Measured; figures: Promise<Figures> }>()
const maxKnownFrames = 2_000_000

/** The figures of a run, measured once for all who ask while nothing of it changes. */
function figuresOf(key: string, of: Measured): Promise<Figures> {
  const last = known.get(key)
  const figures = last && isSame(last.of, of) ? last.figures : inTurns(measureRun(of))
  known.delete(key)
  known.set(key, { of, figures })
  let frames = 0
  for (const one of known.values()) frames += one.of.columns.length
  for (const [oldest, one] of known) {
    if (frames <= maxKnownFrames || known.size === 1) break
    known.delete(oldest)
    frames -= one.of.columns.length
  }
  return figures
}

/** Columns are never changed once they were read, so the same ones are one object. */
function isSame(a: Measured, b: Measured): boolean {
  const isSameRun =
    a.columns === b.columns &&
    a.clock === b.clock &&
    a.startedUs === b.startedUs &&
    a.firstOutputSeq === b.firstOutputSeq &&
    a.tools.length === b.tools.length
  return (
    isSameRun &&
    a.tools.every(({ fromSeq, toSeq }, at) => fromSeq === b.tools[at]?.fromSeq && toSeq === b.tools[at].toSeq)
  )
}

/** Others have their turn between two steps. */
async function inTurns<T>(steps: Generator<undefined, T, undefined>): Promise<T> {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    await setImmediate()
  }
}

const figureColumns = {
  recording: true,
  latency: true,
  outputTokens: true,
  endedUs: true,
  lastFrameUs: true,
} as const

/** The frames that calls were open from and to. One whose end was never recorded may have ended at once. */
async function readSpans(run: FoundRun, db: Database): Promise<Span[]> {
  const { rows } = await db.pool.query<{ fromSeq: number; toSeq: number | null }>({
    name: 'read-spans',
    text: `
      SELECT start_seq AS "fromSeq", end_seq AS "toSeq" FROM tool_span
      WHERE run_id = $1 AND start_seq IS NOT NULL AND (end_seq IS NOT NULL OR status = 'open') ORDER BY ordinal`,
    values: [run.id],
  })
  return rows.map(({ fromSeq, toSeq }) => ({ fromSeq, toSeq: toSeq ?? Infinity }))
}
