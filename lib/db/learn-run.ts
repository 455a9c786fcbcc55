import type { UpstreamRun } from '#lib/dialects/rest.ts'
import { database } from './client.ts'
import { notifyFrames } from './notify-frames.ts'
import { storableJson } from './storable.ts'
import { mergeChanges, mergeSet, toldColumns, toldRow } from './told-run.ts'

/**
 * Takes up what an upstream said of one run, by the rules of its lists (`learnRuns`), and tells the runs that it names as
 * children of their parent. Whether anything was new.
 */
export async function learnRun(runId: bigint, told: UpstreamRun, db = database()): Promise<boolean> {
  const found = await db.prisma.$queryRawUnsafe<{ id: bigint }[]>(
    statement,
    storableJson([toldRow(told)]),
    runId,
    storableJson(told.childRunIds ?? []),
  )
  if (found.length > 0)
    await notifyFrames(
      found.map(({ id }) => id),
      db,
    )
  return found.length > 0
}

const statement = `
WITH b AS (
  SELECT * FROM json_to_recordset($1::text::json) AS t(${toldColumns})
), changed AS (
  UPDATE run SET updated_at = now(), ${mergeSet} FROM b WHERE run.id = $2 AND ${mergeChanges} RETURNING run.id
), children AS (
  UPDATE run SET updated_at = now(), parent_upstream_run_id = parent.upstream_run_id FROM run parent
  WHERE parent.id = $2 AND run.source_id = parent.source_id AND run.id <> parent.id AND run.parent_upstream_run_id IS NULL
    AND run.upstream_run_id IN (SELECT json_array_elements_text($3::text::json)) RETURNING run.id
)
SELECT id FROM changed UNION ALL SELECT id FROM children`
