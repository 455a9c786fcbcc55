import type { Dialect } from '#lib/dialects/dialect.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { kindCode, kindOf, type Kind } from '#lib/dialects/kind.ts'
import { loadTokenCounter } from '#lib/run/estimate-tokens.ts'
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
import { readFrameRows } from './read-frame-rows.ts'

// Estimating reads and splits all text of a run, at about a microsecond a character. Whoever asks waits so long at most;
// of a long run it goes on meanwhile, in pages that leave others their turn.
const patienceMs = 1500
const maxRuns = 32
const pageLimit = 5000
const textPageLimit = 1000

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
  { closed, isReported }: { closed: boolean; isReported: boolean },
  db: Database = database(),
): Promise<SeriesInput['tokens'] | 'pending'> {
  const dialect = getDialect(run.dialect)
  if (dialect === null) return null
  const fold = await orPending(foldOn(run, dialect, { withText: !isReported }, db))
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

/** Folds what came since the run was read last. One reading of a run at a time. */
function foldOn(run: FoundRun, dialect: Dialect, { withText }: { withText: boolean }, db: Database): Promise<Fold> {
  const key = String(run.id)
  const begin = () => emptyFold(dialect, withText)
  const folded = (kept.get(key) ?? Promise.resolve(begin())).catch(begin).then(async (fold) => {
    while (fold.at < run.lastSeq) if (!(await foldPage(fold, run, dialect, db))) break
    return fold
  })
  kept.delete(key)
  kept.set(key, folded)
  for (const oldest of kept.keys()) {
    if (kept.size <= maxRuns) break
    kept.delete(oldest)
  }
  folded.catch(() => kept.delete(key))
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

/** Folds one page, in place; false at the end of what is stored. */
async function foldPage(fold: Fold, run: FoundRun, dialect: Dialect, db: Database): Promise<boolean> {
  const withText = fold.withText && fold.reported.steps.length === 0
  const kinds = withText ? null : telling.map(kindCode)
  const { rows, more } = await readFrameRows(
    { runId: run.id, after: fold.at, to: run.lastSeq, limit: withText ? textPageLimit : pageLimit, kinds },
    db,
  )
  const countTokens = withText && rows.length > 0 ? await loadTokenCounter() : null
  for (const row of rows) {
    fold.at = row.seq
    const kind = kindOf(row.kind)
    if (silentKinds.has(kind)) continue
    const block = decodeBlock(row.raw, { first: row.seq === 1 })
    if (block.data === null) continue
    const reading = dialect.interpret(fold.dialectState, {
      id: row.upstreamId?.toString('utf8') ?? null,
      event: block.event,
      data: block.data,
    })
    fold.dialectState = reading.state
    foldReported(fold.reported, reading.events, row.seq)
    if (countTokens === null || fold.reported.steps.length > 0) continue
    const text = reading.events.map((event) => (event.type === 'text.delta' ? event.text : '')).join('')
    if (text !== '') foldEstimated(fold.estimated, text, row.seq, countTokens)
  }
  if (!more) fold.at = run.lastSeq
  return more
}

const silentKinds: ReadonlySet<Kind> = new Set(['gap', 'comment', 'retry', 'field'])
