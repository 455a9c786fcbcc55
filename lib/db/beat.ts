import type { RecorderFigures } from '#lib/api/recorder.ts'
import { sharing } from './claim-runs.ts'
import { database } from './client.ts'

/**
 * What a recorder must know of its own runs: those that it still owns, those that somebody asked to stop, and how many
 * are its share of all open ones.
 */
export type Beat = { owned: Map<bigint, { epoch: number; stopRequested: boolean }>; share: number }

/** One heartbeat of a recorder: renews its lease on all its runs (and makes its row again if it was swept), and says how it does. */
export async function beat(
  recorder: { id: string; host: string; pid: number; draining?: boolean; figures?: RecorderFigures },
  db = database(),
): Promise<Beat> {
  const { id, host, pid, draining, figures } = recorder
  const told = JSON.stringify({ ...figures, ...(draining && { draining }) })
  await db.prisma.$executeRaw`
    INSERT INTO recorder (id, host, pid, heartbeat_at, figures)
    VALUES (${id}::uuid, ${host}, ${pid}, now(), nullif(${told}::jsonb, '{}'::jsonb))
    ON CONFLICT (id) DO UPDATE SET heartbeat_at = now(), figures = excluded.figures`
  await db.prisma.$executeRaw`DELETE FROM recorder WHERE heartbeat_at < now() - interval '1 hour'`
  const [counted] = await db.prisma.$queryRaw<{ share: number }[]>`
    SELECT ceil((SELECT count(*) FROM recording WHERE state = 'open')::float8 / ${sharing})::int AS share`
  const rows = await db.prisma.$queryRaw<{ run_id: bigint; epoch: number; stop_requested: boolean }[]>`
    SELECT run_id, epoch, stop_requested FROM recording WHERE state = 'open' AND owner = ${recorder.id}::uuid`
  const owned = new Map(rows.map((row) => [row.run_id, { epoch: row.epoch, stopRequested: row.stop_requested }]))
  return { owned, share: counted?.share ?? owned.size }
}
