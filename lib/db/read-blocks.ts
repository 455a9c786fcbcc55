import { database, type Database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import type { FrameRow } from './frame-row.ts'
import { readFrameRows } from './read-frame-rows.ts'

/**
 * All stored frames of a run in order, page by page, up to the last one that is there when the reading begins. A page is
 * fetched when the one before is used up, so that a slow reader holds no more than one.
 */
export async function* readBlocks(
  run: FoundRun,
  db: Database = database(),
): AsyncGenerator<FrameRow[], void, undefined> {
  let after = 0
  while (after < run.lastSeq) {
    const { rows } = await readFrameRows({ runId: run.id, after, to: run.lastSeq, limit: 2000, kinds: null }, db)
    const last = rows.at(-1)
    // What is not whole must not look whole: the download breaks off.
    if (!last) throw new Error(`the frames of run ${run.id} after ${after} are gone: it was erased meanwhile`)
    yield rows
    after = last.seq
  }
}
