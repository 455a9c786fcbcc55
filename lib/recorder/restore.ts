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
export function startedBefore({ lastConnection, nextSeq }: StoredRecording): Started {
  if (nextSeq > 1) return 'accepted'
  if (!lastConnection) return 'never'
  if (lastConnection.status === null) return lastConnection.closedUs === null ? 'unknown' : 'never'
  return lastConnection.status < 300 ? 'accepted' : 'never'
}
