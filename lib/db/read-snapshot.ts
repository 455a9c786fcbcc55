import type { Block, Transcript } from '#lib/run/transcript.ts'
import { leafSize } from '#lib/run/transcript-blocks.ts'
import type { Database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import type { FoldedState } from './fold-frames.ts'
import { unpackJson } from './pack-json.ts'
import { snapshotKey } from './snapshot-key.ts'

/** What the row of a snapshot holds: a state without its blocks. */
export type PackedState = Omit<FoldedState, 'transcript'> & { transcript: Omit<Transcript, 'blocks'> }

/**
 * The newest snapshot of a run up to a frame, with the leaves that a state needs and no others. Null if there is none
 * that this program wrote, or if not all of it is there.
 */
export async function readSnapshot(run: FoundRun, upTo: number, db: Database): Promise<FoldedState | null> {
  const { rows } = await db.pool.query<SnapshotRow>({
    name: 'read-snapshot',
    text: readSnapshotSql,
    values: [run.id, snapshotKey(run), upTo],
  })
  const first = rows[0]
  if (!first?.state) return null
  const leaves = Array<readonly Block[] | null>(Math.ceil(first.block_count / leafSize)).fill(null)
  for (const { leaf, blocks } of rows) {
    if (leaf === null) continue
    if (blocks === null) return null
    leaves[leaf] = unpackJson(blocks) as Block[]
  }
  const { transcript, ...state } = unpackJson(first.state) as PackedState
  return { ...state, transcript: { ...transcript, blocks: { length: first.block_count, leaves } } }
}

/** Leaves of blocks as they were by a frame, by their number; those that are not stored are missing. */
export async function readLeaves(
  run: FoundRun,
  { at, leaves }: { at: number; leaves: readonly number[] },
  db: Database,
): Promise<Map<number, Block[]>> {
  if (leaves.length === 0) return new Map()
  const { rows } = await db.pool.query<{ leaf: number; blocks: Buffer }>({
    name: 'read-leaves',
    text: `SELECT wanted.leaf, version.blocks FROM unnest($4::int[]) AS wanted(leaf), ${newestVersion('wanted.leaf', '$3')}`,
    values: [run.id, snapshotKey(run), at, leaves],
  })
  return new Map(rows.map(({ leaf, blocks }) => [leaf, unpackJson(blocks) as Block[]]))
}

/** How many blocks a run has by the newest snapshot up to a frame: no block before them begins after it. */
export async function readBlockCount(run: FoundRun, upTo: number, db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ block_count: number }>({
    name: 'read-block-count',
    text: `SELECT block_count FROM run_snapshot WHERE run_id = $1 AND key = $2 AND seq <= $3 ORDER BY seq DESC LIMIT 1`,
    values: [run.id, snapshotKey(run), upTo],
  })
  return rows[0]?.block_count ?? 0
}

type SnapshotRow = { block_count: number; state: Buffer | null; leaf: number | null; blocks: Buffer | null }

function newestVersion(leaf: string, upTo: string): string {
  return `LATERAL (
    SELECT blocks FROM run_leaf WHERE run_id = $1 AND key = $2 AND run_leaf.leaf = ${leaf} AND seq <= ${upTo}
    ORDER BY seq DESC LIMIT 1) version`
}

// One statement, so that the rows are of one moment: others may write snapshots, or do away with stale ones.
const readSnapshotSql = `
  WITH newest AS (
    SELECT seq, block_count, leaves, state FROM run_snapshot WHERE run_id = $1 AND key = $2 AND seq <= $3
    ORDER BY seq DESC LIMIT 1
  )
  SELECT block_count, CASE WHEN place IS NULL OR place = 1 THEN state END AS state, held.leaf, version.blocks
  FROM newest
  LEFT JOIN LATERAL unnest(leaves) WITH ORDINALITY AS held(leaf, place) ON true
  LEFT JOIN ${newestVersion('held.leaf', 'newest.seq')} ON true
  ORDER BY place`
