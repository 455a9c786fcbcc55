import { setImmediate } from 'node:timers/promises'
import type { Dialect } from '#lib/dialects/dialect.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { kinds as allKinds, type Kind } from '#lib/dialects/kind.ts'
import { loadTokenCounter } from '#lib/run/estimate-tokens.ts'
import { seqsOfKinds, type Columns } from '#lib/run/series-columns.ts'
import type { SeriesInput } from '#lib/run/series.ts'
import {
  foldEstimated,
  foldReported,
  noEstimatedSteps,
  noReportedSteps,
  type EstimatedSteps,
  type ReportedSteps,
} from '#lib/run/series-tokens.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import { database, type Database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import type { FrameRow } from './frame-row.ts'
import { readRowsAt } from './read-rows-at.ts'

// Estimating reads and splits all text of a run, at about a microsecond a character. Whoever asks waits so long at most;
// of a long run it goes on meanwhile, in stretches that leave others their turn.
const patienceMs = 200
const stretchMs = 10
const maxRuns = 32

/** Kinds that may report usage. In the other frames a dialect finds text or nothing, and they are most of a run. */
const telling: readonly Kind[] = ['error', 'result', 'tool', 'usage', 'notice', 'lifecycle', 'unknown']

type Fold = { at: number; dialectState: unknown; reported: ReportedSteps; estimated: EstimatedSteps; withText: boolean }

const kept = new Map<string, Promise<Fold>>()

/**
 * Output tokens over a run: as reported where frames report them, else as estimated from its text. `pending` while they
 * are still counted.
 */
export async function readTokenSteps(
  run: FoundRun,
  columns: Columns,
  { closed, isReported }: { closed: boolean; isReported: boolean },
  db: Database = database(),
): Promise<SeriesInput['tokens'] | 'pending'> {
  const dialect = getDialect(run.dialect)
  if (dialect === null) return null
  const fold = await orPending(foldOn(run, columns, dialect, { withText: !isReported }, db))
  if (fold === 'pending') return 'pending'
  const { reported, estimated } = fold
  if (reported.steps.length > 0) return { basis: 'reported', steps: reported.steps }
  const { pending, total, steps } = estimated
  if (pending === '' || !closed) return steps.length === 0 ? null : { basis: 'estimated', steps }
  const countTokens = await loadTokenCounter()
  return { basis: 'estimated', steps: [...steps, { seq: run.lastSeq, total: total + countTokens(pending) }] }
}

function orPending(fold: Promise<Fold>): Promise<Fold | 'pending'> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<'pending'>((resolve) => {
    timer = setTimeout(() => resolve('pending'), patienceMs)
  })
  return Promise.race([fold, late]).finally(() => clearTimeout(timer))
}

type Reading = { withText: boolean }

/** Folds what came since the run was read last. One reading of a run at a time. */
function foldOn(run: FoundRun, columns: Columns, dialect: Dialect, { withText }: Reading, db: Database): Promise<Fold> {
  const key = String(run.id)
  const begin = () => emptyFold(dialect, withText)
  const folded = (kept.get(key) ?? Promise.resolve(begin())).catch(begin).then(async (fold) => {
    await foldFrames(fold, columns, run, dialect, db)
    return fold
  })
  kept.delete(key)
  kept.set(key, folded)
  for (const oldest of kept.keys()) {
    if (kept.size <= maxRuns) break
    kept.delete(oldest)
  }
  folded.catch(() => {
    if (kept.get(key) === folded) kept.delete(key)
  })
  return folded
}

function emptyFold(dialect: Dialect, withText: boolean): Fold {
  return {
    at: 0,
    dialectState: dialect.initial,
    reported: noReportedSteps(),
    estimated: noEstimatedSteps(),
    withText,
  }
}

/** Folds the frames that came since, in place. Once a frame reports tokens, those that only hold text are left out. */
async function foldFrames(fold: Fold, columns: Columns, run: FoundRun, dialect: Dialect, db: Database): Promise<void> {
  while (fold.at < columns.length) {
    const withText = fold.withText && fold.reported.steps.length === 0
    const seqs = seqsOfKinds(columns, withText ? withTextKinds : telling, fold.at)
    const countTokens = withText && seqs.length > 0 ? await loadTokenCounter() : null
    if (await foldRows(fold, readRowsAt(run.id, seqs, { db }), dialect, countTokens)) fold.at = columns.length
  }
}

/** False where it ends early, at the first frame that reports tokens: no text is of interest after it. */
async function foldRows(
  fold: Fold,
  pages: AsyncIterable<FrameRow[]>,
  dialect: Dialect,
  countTokens: ((text: string) => number) | null,
): Promise<boolean> {
  let since = performance.now()
  for await (const rows of pages) {
    for (const row of rows) {
      foldRow(fold, row, dialect, countTokens)
      fold.at = row.seq
      if (countTokens !== null && fold.reported.steps.length > 0) return false
      if (performance.now() - since < stretchMs) continue
      await setImmediate()
      since = performance.now()
    }
  }
  return true
}

function foldRow(fold: Fold, row: FrameRow, dialect: Dialect, countTokens: ((text: string) => number) | null): void {
  const block = decodeBlock(row.raw, { first: row.seq === 1 })
  if (block.data === null) return
  const reading = dialect.interpret(fold.dialectState, {
    id: row.upstreamId?.toString('utf8') ?? null,
    event: block.event,
    data: block.data,
  })
  fold.dialectState = reading.state
  foldReported(fold.reported, reading.events, row.seq)
  if (countTokens === null || fold.reported.steps.length > 0) return
  const text = reading.events.map((event) => (event.type === 'text.delta' ? event.text : '')).join('')
  if (text !== '') foldEstimated(fold.estimated, text, row.seq, countTokens)
}

const silentKinds: ReadonlySet<Kind> = new Set(['gap', 'comment', 'retry', 'field'])
const withTextKinds = allKinds.filter((kind) => !silentKinds.has(kind))
