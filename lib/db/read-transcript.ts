import { kindOf } from '#lib/dialects/kind.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { readFrame } from '#lib/run/read-frame.ts'
import { emptyTranscript, foldTranscript, type Transcript } from '#lib/run/transcript.ts'
import { decodeBlock } from '#lib/sse/decode.ts'
import { database } from './client.ts'
import { findRun, type FoundRun } from './find-run.ts'
import { toFrame, type FrameRow } from './frame-row.ts'
import { readFrameRows } from './read-frame-rows.ts'

/** What a reader had seen by frame `at`, and the dialect's state to fold on from there. */
export type TranscriptAt = { at: number; dialectState: unknown; transcript: Transcript }

const pageLimit = 2000
const snapshotEvery = 1000
const maxRuns = 16

/** States of the runs read last, oldest first. Each shares almost all of its memory with the one before it. */
const snapshots = new Map<string, TranscriptAt[]>()

/** The transcript of a run by frame `at`, or by its last one. Null if there is no such run. */
export async function readTranscript(
  publicId: string,
  at: number | null = null,
  db = database(),
): Promise<TranscriptAt | null> {
  const run = await findRun(publicId, db)
  if (run === null) return null
  const dialect = getDialect(run.dialect)
  const wanted = Math.min(at ?? run.lastSeq, run.lastSeq)
  const known = knownStates(publicId, run)
  let state = known.findLast((snapshot) => snapshot.at <= wanted) ?? {
    at: 0,
    dialectState: dialect?.initial ?? null,
    transcript: emptyTranscript,
  }
  let connection: number | null = null
  while (state.at < wanted) {
    const range = { runId: run.id, after: state.at, to: wanted, limit: pageLimit, kinds: null }
    const { rows } = await readFrameRows(range, db)
    if (rows.length === 0) break
    for (const row of rows) {
      const frame = wholeFrame(row, run, row.connection !== connection)
      connection = row.connection
      const { dialectState, step } = readFrame(dialect, state.dialectState, frame)
      state = { at: row.seq, dialectState, transcript: foldTranscript(state.transcript, step) }
      if (row.seq % snapshotEvery === 0) keep(known, state)
    }
  }
  keep(known, state)
  return state
}

/** A frame with all of its data, however long: a cut tool result could not be read. */
function wholeFrame(row: FrameRow, run: FoundRun, opens: boolean) {
  const frame = toFrame(row, run, { opens, raw: false })
  if (!frame.truncated || kindOf(row.kind) === 'gap') return frame
  return { ...frame, data: decodeBlock(row.raw, { first: opens }).data }
}

/** Snapshots hold while the run is read by the same clock: offsets are in them. */
function knownStates(publicId: string, run: FoundRun): TranscriptAt[] {
  const key = `${publicId} ${run.clock ?? ''} ${run.startedUs ?? ''}`
  const known = snapshots.get(key) ?? []
  snapshots.delete(key)
  snapshots.set(key, known)
  for (const oldest of snapshots.keys()) {
    if (snapshots.size <= maxRuns) break
    snapshots.delete(oldest)
  }
  return known
}

/** In order; beside the round ones only the newest few, which the next reader of a live run starts from. */
function keep(known: TranscriptAt[], state: TranscriptAt): void {
  if (known.some(({ at }) => at === state.at)) return
  const loose = known.findIndex(({ at }) => at % snapshotEvery !== 0)
  if (state.at % snapshotEvery !== 0 && known.filter(({ at }) => at % snapshotEvery !== 0).length >= 4) {
    known.splice(loose, 1)
  }
  const place = known.findIndex(({ at }) => at > state.at)
  known.splice(place === -1 ? known.length : place, 0, state)
}
