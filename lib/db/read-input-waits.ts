import type { Dialect } from '#lib/dialects/dialect.ts'
import { readFrame } from '#lib/run/read-frame.ts'
import { seqsOfKinds, type Columns } from '#lib/run/series-columns.ts'
import type { Database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import { toFrame, type FrameRow } from './frame-row.ts'
import { readRowsAt } from './read-rows-at.ts'

/** When a run asked a person and when it was answered, up to a seq; read on from there. */
export type InputWaitsUntil = { seq: number; dialectState: unknown; waits: { fromMs: number; toMs: number | null }[] }

/**
 * Reads on to the last frame, in place, one reader at a time. Every dialect asks in frames of the kind `lifecycle`, of
 * which a run has few: no other is read.
 */
export async function readInputWaits(
  known: InputWaitsUntil,
  columns: Columns,
  run: FoundRun,
  dialect: Dialect | null,
  db: Database,
): Promise<void> {
  const seqs = seqsOfKinds(columns, ['lifecycle'], known.seq)
  for await (const rows of readRowsAt(run.id, seqs, { db })) {
    for (const row of rows) {
      fold(known, run, dialect, row)
      known.seq = row.seq
    }
  }
  known.seq = columns.length
}

function fold(known: InputWaitsUntil, run: FoundRun, dialect: Dialect | null, row: FrameRow): void {
  const frame = toFrame(row, run, { opens: false, raw: false })
  const { dialectState, step } = readFrame(dialect, known.dialectState, frame)
  known.dialectState = dialectState
  if (step.offsetMs === null) return
  const last = known.waits.at(-1)
  const open = last?.toMs === null ? last : null
  const asks = step.events.some(({ type }) => type === 'input.requested')
  const goesOn = step.events.some(
    (event) => event.type === 'input.provided' || (event.type === 'status' && event.status !== 'waiting_for_input'),
  )
  if (asks && open === null) known.waits.push({ fromMs: step.offsetMs, toMs: null })
  else if (goesOn && open !== null) open.toMs = step.offsetMs
}
