import type { Database } from './client.ts'

/** Tells recorders that there is something to claim or to stop. A hint: they look by themselves, too. */
export async function notifyWork(db: Database): Promise<void> {
  await db.pool.query("SELECT pg_notify('runtape_work', '')")
}
