import type { Transcript } from '#lib/run/transcript.ts'
import { holdTail } from '#lib/run/transcript-tail.ts'
import { database } from './client.ts'
import { findRun } from './find-run.ts'
import { readState } from './read-state.ts'

/** What a reader had seen by frame `at`, and the dialect's state to fold on from there. */
export type TranscriptAt = { at: number; dialectState: unknown; transcript: Transcript }

/**
 * The transcript of a run by frame `at`, or by its last one: its last blocks, and those of calls that are open. Null if
 * there is no such run.
 */
export async function readTranscript(
  publicId: string,
  at: number | null = null,
  db = database(),
): Promise<TranscriptAt | null> {
  const run = await findRun(publicId, db)
  if (run === null) return null
  const state = await readState(run, Math.min(at ?? run.lastSeq, run.lastSeq), db)
  return { at: state.at, dialectState: state.dialectState, transcript: holdTail(state.transcript) }
}
