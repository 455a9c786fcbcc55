import type { Block } from '#lib/run/transcript.ts'
import type { Database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import type { FoldedState } from './fold-frames.ts'
import { packJson } from './pack-json.ts'
import type { PackedState } from './read-snapshot.ts'
import { snapshotKey } from './snapshot-key.ts'

/** A snapshot ready to be stored: the state, and the leaves that are not stored as they are now. */
export type Snapshot = {
  seq: number
  blockCount: number
  held: number[]
  state: Buffer
  changed: { leaf: number; blocks: Buffer }[]
}

/** A state as it is stored, with the leaves that changed since the snapshot before. */
export function packSnapshot(
  { transcript, ...state }: FoldedState,
  changed: readonly { leaf: number; blocks: readonly Block[] }[],
): Snapshot {
  const { blocks, ...rest } = transcript
  return {
    seq: state.at,
    blockCount: blocks.length,
    held: blocks.leaves.flatMap((leaf, at) => (leaf === null ? [] : [at])),
    state: packJson({ ...state, transcript: rest } satisfies PackedState),
    changed: changed.map(({ leaf, blocks: list }) => ({ leaf, blocks: packJson(list) })),
  }
}

/**
 * Stores snapshots that follow each other. Whoever else makes them makes the same, so one that is there already is as
 * good. `fresh` says that they begin with the run's first frame: then those that were made with another key are done with.
 */
export async function saveSnapshots(
  run: FoundRun,
  snapshots: readonly Snapshot[],
  { fresh }: { fresh: boolean },
  db: Database,
): Promise<void> {
  const changed = snapshots.flatMap(({ seq, changed: list }) => list.map((leaf) => ({ ...leaf, seq })))
  await db.pool.query({
    name: fresh ? 'save-first-snapshots' : 'save-snapshots',
    text: fresh ? `WITH ${forgetStale}, ${saveSql}` : `WITH ${saveSql}`,
    values: [
      run.id,
      snapshotKey(run),
      JSON.stringify(snapshots.map(({ seq, blockCount, held }) => ({ seq, blockCount, held }))),
      snapshots.map(({ state }) => state),
      changed.map(({ leaf }) => leaf),
      changed.map(({ seq }) => seq),
      changed.map(({ blocks }) => blocks),
    ],
  })
}

const forgetStale = `
  stale_leaf AS (DELETE FROM run_leaf WHERE run_id = $1 AND key <> $2),
  stale AS (DELETE FROM run_snapshot WHERE run_id = $1 AND key <> $2)`

// A run that was erased meanwhile gets none: its row is held by the statement that looks for it.
const saveSql = `
  of AS (SELECT id FROM run WHERE id = $1 FOR KEY SHARE),
  leaf AS (
    INSERT INTO run_leaf (run_id, key, leaf, seq, blocks)
    SELECT of.id, $2, leaf, seq, blocks FROM of, unnest($5::int[], $6::int[], $7::bytea[]) AS given(leaf, seq, blocks)
    ON CONFLICT DO NOTHING
  )
  INSERT INTO run_snapshot (run_id, key, seq, block_count, leaves, state)
  SELECT of.id, $2, (told->>'seq')::int, (told->>'blockCount')::int,
    ARRAY(SELECT jsonb_array_elements_text(told->'held')::int), state
  FROM of, unnest(ARRAY(SELECT jsonb_array_elements($3::jsonb)), $4::bytea[]) AS given(told, state)
  ON CONFLICT DO NOTHING`
