import type { Database } from './client.ts'

/** Tells viewers that frames or rows of these runs changed. A hint: they look by themselves, too. */
export async function notifyFrames(runIds: readonly bigint[], db: Database): Promise<void> {
  await db.pool.query("SELECT pg_notify('runtape_frames', $1)", [runIds.join(',')])
}
