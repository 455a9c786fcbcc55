import { getDialect } from '#lib/dialects/dialects.ts'
import { kindOf } from '#lib/dialects/kind.ts'
import { isRead, readFrame } from '#lib/run/read-frame.ts'
import { emptyTranscript, foldTogether, type Transcript } from '#lib/run/transcript.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import type { Database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import { readGap, type FrameRow } from './frame-row.ts'
import { readFrameRows } from './read-frame-rows.ts'
import { offsetMs } from './run-clock.ts'

/** A run as it stood at frame `at`, and what is needed to fold on from there. */
export type FoldedState = {
  at: number
  dialectState: unknown
  transcript: Transcript
  /** The connection of the last frame: only the first block of one may begin with a byte order mark. */
  connection: number | null
}

/** A run before its first frame. */
export function nothingFolded(run: FoundRun): FoldedState {
  return {
    at: 0,
    dialectState: getDialect(run.dialect)?.initial ?? null,
    transcript: emptyTranscript,
    connection: null,
  }
}

/** Folds on to a frame. */
export async function foldFrames(run: FoundRun, state: FoldedState, to: number, db: Database): Promise<FoldedState> {
  let folded = state
  for (;;) {
    const page = await foldPage(run, folded, { to, limit: pageLimit }, db)
    if (page === null) return folded
    folded = page.state
  }
}

const pageLimit = 1000

/** Folds the next frames, as many as a page has, and gives how many bytes they have; null where there are none. */
export async function foldPage(
  run: FoundRun,
  state: FoldedState,
  { to, limit }: { to: number; limit: number },
  db: Database,
): Promise<{ state: FoldedState; bytes: number } | null> {
  if (state.at >= to) return null
  const { rows } = await readFrameRows({ runId: run.id, after: state.at, to, limit, kinds: null }, db)
  if (rows.length === 0) return null
  const dialect = getDialect(run.dialect)
  let { dialectState, connection } = state
  let bytes = 0
  const steps = rows.map((row) => {
    const reading = readFrame(dialect, dialectState, frameOf(row, run, row.connection !== connection))
    dialectState = reading.dialectState
    connection = row.connection
    bytes += row.raw.length
    return reading.step
  })
  const transcript = foldTogether(state.transcript, steps)
  return { state: { at: rows.at(-1)?.seq ?? state.at, dialectState, transcript, connection }, bytes }
}

/** What a fold reads of a frame, all of its data however long: a cut tool result could not be read. */
function frameOf(row: FrameRow, run: FoundRun, opens: boolean) {
  const kind = kindOf(row.kind)
  const block = isRead(kind) ? decodeBlock(row.raw, { first: opens }) : null
  return {
    seq: row.seq,
    kind,
    offsetMs: offsetMs(run, row),
    event: block?.event ?? null,
    upstreamId: row.upstreamId?.toString('utf8') ?? null,
    data: block?.data ?? null,
    ...(kind === 'gap' ? { gap: readGap(row.raw) } : {}),
  }
}
