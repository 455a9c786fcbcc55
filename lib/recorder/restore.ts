import type { GapReason } from '#lib/api/frame.ts'
import { database } from '#lib/db/client.ts'
import type { StoredRecording } from '#lib/db/read-recording.ts'
import { readStoredFrames } from '#lib/db/read-stored-frames.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import { createRunFold, isCurrent, refold, type RunFold } from './run-fold.ts'
import type { Started } from './plan.ts'

const PAGE = 2000

/** The folds of a run as its last recorder left them: its checkpoint, and the frames that were stored after it. */
export async function restoreFold(stored: StoredRecording, dialect: Dialect, db = database()): Promise<RunFold> {
  const usable = isCurrent(stored.checkpoint)
  const fold = createRunFold(dialect, stored.checkpoint, stored.start ? stored.startedUs : null)
  for (let after = usable ? stored.checkpointSeq : 0; after < stored.nextSeq - 1;) {
    const page = await readStoredFrames(stored.runId, after, PAGE, db)
    for (const frame of page) refold(fold, frame)
    const last = page.at(-1)
    if (!last) break
    after = last.seq
  }
  return fold
}

/** What the connection log says of the request that began the stream. */
export function startedBefore({ lastStart, lastConnection, nextSeq }: StoredRecording): Started {
  if (nextSeq > 1) return 'accepted'
  // What came of watching the run that a request made says nothing of that request.
  const last = lastStart ?? lastConnection
  if (!last) return 'never'
  const { method, status, why } = last
  if (status !== null) return status < 300 ? 'accepted' : 'never'
  // Unless it certainly never left, the upstream may have had it.
  return method === 'GET' || why === 'unreached' ? 'never' : 'unknown'
}

/** Why a stream that nobody may ask for again is missing its end, by the connection log; null if it is not. */
export function cutBefore({ lastConnection, gapCount }: StoredRecording): GapReason | null {
  if (!lastConnection || lastConnection.why === 'ended') return null
  if (lastConnection.closedUs === null) return 'recorder_down'
  switch (lastConnection.why) {
    case 'http_status':
    case 'unreached':
      return null
    case 'shutdown':
    case 'stopped':
    case 'recorder_down':
      return gapCount > 0 ? null : 'recorder_down'
    default:
      return gapCount > 0 ? null : 'upstream_lost' // a gap was stored when the recording closed
  }
}
