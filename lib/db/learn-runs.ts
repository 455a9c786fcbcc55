import { ulid } from 'ulid'
import type { UpstreamRun } from '#lib/dialects/rest.ts'
import { isRunId } from '#lib/dialects/run-id.ts'
import type { RunStatus } from '#lib/api/run.ts'
import { database } from './client.ts'
import { notifyFrames } from './notify-frames.ts'
import { notifyWork } from './notify-work.ts'
import { storableJson } from './storable.ts'
import { activeStatuses, mergeChanges, mergeSet, toldColumns, toldRow } from './told-run.ts'

/** A page of a list, and how its runs are named and kept here. */
export type ListedRuns = {
  sourceId: string
  dialect: string
  /** The surface of runs that are new. */
  surface: string
  /** Whether runs are known by their id whatever their surface: false where the ids of the list name no stream. */
  anySurface: boolean
  /** Whether a run that is still active is to be recorded. */
  isRecordable(run: UpstreamRun): boolean
  runs: readonly UpstreamRun[]
}

/** A run that a page added or changed. */
export type LearntRun = { upstreamRunId: string; status: RunStatus; added: boolean; recorded: boolean }

/**
 * Takes up a page of a list of runs, in one statement. Unknown runs become rows: active ones to be recorded, where they
 * can be; all others as they were told. Known ones take what they lack. Left out are runs that were erased here, new runs
 * in a thread in which one was started here a moment ago whose id is not known yet (it may be that one: a later read
 * tells), and known rows that somebody writes in this moment.
 */
export async function learnRuns(list: ListedRuns, db = database()): Promise<LearntRun[]> {
  const rows = rowsOf(list)
  if (rows.length === 0) return []
  const found = await db.prisma.$queryRawUnsafe<Found[]>(
    statement,
    storableJson(rows),
    list.sourceId,
    list.dialect,
    list.surface,
    list.anySurface,
  )
  if (found.some(({ recorded }) => recorded)) await notifyWork(db)
  // A notice has room for 8000 bytes.
  for (let at = 0; at < found.length; at += 300) {
    await notifyFrames(
      found.slice(at, at + 300).map(({ run_id }) => run_id),
      db,
    )
  }
  return found.map(({ upstream_run_id: upstreamRunId, status, added, recorded }) => {
    return { upstreamRunId, status, added, recorded }
  })
}

type Found = { run_id: bigint; upstream_run_id: string; status: RunStatus; added: boolean; recorded: boolean }

/** More than any page that is asked for holds: one that holds more must not keep the database busy for minutes. */
const MOST = 1000

/** Each run that has a name once, and for children that a run names their parent, whether they are in this page or not. */
function rowsOf({ runs, isRecordable }: ListedRuns) {
  const parents = new Map(
    runs.flatMap(({ upstreamRunId, childRunIds = [] }) => childRunIds.map((child) => [child, upstreamRunId] as const)),
  )
  const told = new Map(runs.filter((run) => isRunId(run.upstreamRunId)).map((run) => [run.upstreamRunId, run]))
  const listed = [...told.values()].slice(0, MOST).map((run) => {
    const parentRunId = run.parentRunId ?? parents.get(run.upstreamRunId)
    const isActive = run.status === null ? run.endedMs === null : activeStatuses.includes(run.status)
    return {
      ...toldRow(parentRunId === undefined ? run : { ...run, parentRunId }),
      public_id: `run_${ulid()}`,
      listed: true,
      recorded: isActive && isRecordable(run),
    }
  })
  const named = [...parents].filter(([child]) => !told.has(child)).slice(0, MOST)
  const others = named.map(([upstreamRunId, parentRunId]) => ({
    ...toldRow({ upstreamRunId, status: null, createdMs: null, endedMs: null, parentRunId, metadata: {} }),
    public_id: '',
    listed: false,
    recorded: false,
  }))
  return [...listed, ...others]
}

// A run that is new is kept under its key or not at all, so that it is there once however it came in. Rows are inserted in
// the order of their ids, and known rows that are locked are passed over: nobody waits for anybody in a circle.
const statement = `
WITH b AS (
  SELECT * FROM json_to_recordset($1::text::json) AS t(${toldColumns}, public_id text, listed boolean, recorded boolean)
), fresh AS MATERIALIZED (
  SELECT nextval(pg_get_serial_sequence('run', 'id')) AS id, b.* FROM b
  WHERE b.listed
    AND NOT EXISTS (SELECT FROM run r WHERE r.source_id = $2::uuid AND r.upstream_run_id = b.upstream_run_id
      AND ($5 OR r.surface = $4))
    AND NOT EXISTS (SELECT FROM erased_run e WHERE e.source_id = $2::uuid
      AND e.digest = sha256(convert_to(b.upstream_run_id, 'UTF8')))
    AND NOT EXISTS (SELECT FROM run r WHERE r.source_id = $2::uuid AND r.upstream_run_id IS NULL AND r.start IS NOT NULL
      AND (r.recording IN ('pending', 'connecting', 'streaming', 'waiting')
        OR r.recording = 'closed' AND r.updated_at > now() - interval '2 minutes')
      AND (r.thread_id = b.thread_id OR r.thread_id IS NULL)
      AND (b.started_us IS NULL OR b.started_us >= (extract(epoch FROM r.created_at) - 120) * 1e6))
  ORDER BY b.upstream_run_id
), keyed AS (
  INSERT INTO run_key (source_id, surface, upstream_run_id, run_id)
  SELECT $2::uuid, $4, upstream_run_id, id FROM fresh ORDER BY upstream_run_id ON CONFLICT DO NOTHING RETURNING run_id
), added AS (
  INSERT INTO run (id, public_id, source_id, dialect, surface, upstream_run_id, thread_id, agent, persona, model,
    parent_upstream_run_id, title, status, recording, integrity, metadata, created_at, started_us, started_at_basis, ended_us,
    error_message, upstream_totals)
  SELECT f.id, f.public_id, $2::uuid, $3, $4, f.upstream_run_id, f.thread_id, f.agent, f.persona, f.model,
    f.parent_upstream_run_id, f.title,
    coalesce(f.status, CASE WHEN f.recorded THEN 'queued' WHEN f.ended_us IS NULL THEN 'lost' ELSE 'ended' END),
    CASE WHEN f.recorded THEN 'pending' ELSE 'closed' END, CASE WHEN NOT f.recorded THEN 'not_recorded' END, f.metadata,
    least(now(), to_timestamp(f.started_us / 1e6)), f.started_us, CASE WHEN f.started_us IS NOT NULL THEN 'upstream' END,
    CASE WHEN NOT f.recorded THEN f.ended_us END, f.error_message, f.upstream_totals
  FROM fresh f JOIN keyed ON keyed.run_id = f.id
  RETURNING id, upstream_run_id, status, recording
), recordings AS (
  INSERT INTO recording (run_id, state) SELECT id, CASE WHEN recording = 'pending' THEN 'open' ELSE 'closed' END FROM added
), free AS MATERIALIZED (
  SELECT run.id, b.upstream_run_id AS name FROM run JOIN b ON run.upstream_run_id = b.upstream_run_id
  WHERE run.source_id = $2::uuid AND ($5 OR run.surface = $4) AND ${mergeChanges}
  FOR NO KEY UPDATE OF run SKIP LOCKED
), changed AS (
  UPDATE run SET updated_at = now(), ${mergeSet} FROM b, free
  WHERE run.id = free.id AND b.upstream_run_id = free.name AND ${mergeChanges}
  RETURNING run.id, run.upstream_run_id, run.status
)
SELECT id AS run_id, upstream_run_id, status, true AS added, recording = 'pending' AS recorded FROM added
UNION ALL SELECT id, upstream_run_id, status, false, false FROM changed`
