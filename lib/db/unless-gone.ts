import type { Database } from './client.ts'
import { findRun } from './find-run.ts'

/** What was read of a run, or null where reading failed because the run was erased meanwhile. */
export async function unlessGone<T>(publicId: string, reading: Promise<T>, db: Database): Promise<T | null> {
  try {
    return await reading
  } catch (cause) {
    if ((await findRun(publicId, db)) === null) return null
    throw cause
  }
}
