import { log } from '#lib/log.ts'
import type { Database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import { foldFrames, nothingFolded, type FoldedState } from './fold-frames.ts'
import { readSnapshot } from './read-snapshot.ts'
import { snapshotEvery } from './snapshot-key.ts'
import { writeSnapshots } from './write-snapshots.ts'

/**
 * The state of a run at a frame: its newest snapshot up to there, folded on. Where snapshots are missing they are
 * written; blocks that the state does not hold can be read with `readLeaves` as of `at`.
 */
export async function readState(run: FoundRun, at: number, db: Database): Promise<FoldedState> {
  const known = await readSnapshot(run, at, db)
  const isMissing = at - (at % snapshotEvery) > (known?.at ?? 0)
  const from = isMissing ? await writeOnce(run, at, db) : known
  return foldFrames(run, from ?? nothingFolded(run), at, db)
}

/** Who writes snapshots of a run at the moment: others who come meanwhile wait for that, and read what came of it. */
const writing = new Map<bigint, Promise<FoldedState>>()

async function writeOnce(run: FoundRun, at: number, db: Database): Promise<FoldedState | null> {
  const other = writing.get(run.id)
  try {
    if (other !== undefined) {
      await other
      return await readSnapshot(run, at, db)
    }
    const own = writeSnapshots(run, at, {}, db).finally(() => writing.delete(run.id))
    writing.set(run.id, own)
    return await own
  } catch (error) {
    log.warn({ err: error }, 'snapshots of a run could not be written; it was read without them')
    return null
  }
}
