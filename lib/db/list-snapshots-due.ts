import type { Database } from './client.ts'
import { toFoundRun, type FoundRun, type RunRow } from './find-run.ts'
import { snapshotEvery, snapshotKey } from './snapshot-key.ts'

/** Frames that a run under way may have beyond its newest snapshot: its readers fold those themselves. */
const behindLive = 10_000

/**
 * Those of the runs given that lack snapshots: that are over and have frames for one, or are well ahead of their newest.
 * `reached` says how far each was folded last. Where that brought no snapshot, it is tried again when there is twice as
 * much to fold.
 */
export async function listSnapshotsDue(
  runIds: readonly bigint[],
  reached: ReadonlyMap<bigint, number>,
  db: Database,
): Promise<FoundRun[]> {
  if (runIds.length === 0) return []
  const { rows } = await db.pool.query<RunRow & { is_over: boolean }>({
    name: 'runs-for-snapshots',
    text: `
      SELECT run.id, run.source_id, run.dialect, run.clock, run.started_us, next_seq - 1 AS last_seq,
        recording.state = 'closed' AS is_over
      FROM recording JOIN run ON run.id = run_id
      WHERE run_id = ANY ($1::bigint[]) AND next_seq > $2
      ORDER BY is_over DESC, run_id`,
    values: [runIds, snapshotEvery],
  })
  const runs = rows.map((row) => ({ run: toFoundRun(row), isOver: row.is_over }))
  const newest = await readNewest(
    runs.map(({ run }) => run),
    db,
  )
  return runs.flatMap(({ run, isOver }, i) => {
    const seq = newest[i] ?? 0
    const folded = Math.max(seq, reached.get(run.id) ?? 0)
    const wanted = Math.max(isOver ? snapshotEvery : behindLive, folded - seq)
    return run.lastSeq - folded >= wanted ? [run] : []
  })
}

/** The newest snapshot of each run, 0 where there is none. */
async function readNewest(runs: readonly FoundRun[], db: Database): Promise<number[]> {
  const { rows } = await db.pool.query<{ seq: number | null }>({
    name: 'newest-snapshots',
    text: `
      SELECT (SELECT max(seq) FROM run_snapshot WHERE run_id = wanted.id AND run_snapshot.key = wanted.key) AS seq
      FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS wanted(id, key, place) ORDER BY place`,
    values: [runs.map(({ id }) => id), runs.map(snapshotKey)],
  })
  return rows.map(({ seq }) => seq ?? 0)
}
