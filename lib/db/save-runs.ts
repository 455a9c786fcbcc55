import type { ToolSpan } from '#lib/run/tool-spans.ts'
import { database } from './client.ts'
import { columnsOf, learntColumns, stateColumns, type RunState } from './run-state-columns.ts'
import { storableJson, storableName } from './storable.ts'

/** What becomes of the recording itself with this save. */
export type Hold =
  | { state: 'open' }
  /** It is open for whoever claims it, after the wait that it may be in. */
  | { state: 'free' }
  /** Nobody records it until `at`; a waiting recorder keeps it and its successor honours the wait. */
  | { state: 'waiting'; at: Date }
  /** It waits for a person: a new credential, or another try. */
  | { state: 'parked' }
  | { state: 'closed' }

export type RunSave = { runId: bigint; epoch: number; state: RunState; spans: readonly ToolSpan[]; hold: Hold }

/**
 * Saves the states of runs and the tool spans that changed, in one statement, each run only while its lease (`epoch`)
 * holds. Gives for each whether it did. All or nothing on an error.
 */
export async function saveRuns(runs: readonly RunSave[], db = database()): Promise<boolean[]> {
  const rows = runs.map(({ runId, epoch, state, spans, hold }) => ({
    run_id: String(runId),
    epoch,
    hold: hold.state,
    retry_at: hold.state === 'waiting' ? hold.at : null,
    spans: spans.map((span) => ({ ...span, name: storableName(span.name) })),
    ...columnsOf(state),
  }))
  const held = await db.prisma.$queryRawUnsafe<{ run_id: bigint; epoch: number }[]>(statement, storableJson(rows))
  const epochs = new Map(held.map((row) => [row.run_id, row.epoch]))
  return runs.map(({ runId, epoch }) => epochs.get(runId) === epoch)
}

const declared = Object.entries({ ...stateColumns, ...learntColumns, title: 'text' }).map(
  ([name, type]) => `${name} ${type}`,
)
const assigned = [
  ...Object.keys(stateColumns).map((name) => `${name} = b.${name}`),
  ...Object.keys(learntColumns).map((name) => `${name} = coalesce(b.${name}, run.${name})`),
  // What a run was asked, or was called by a person, is a better name than what the upstream calls its thread.
  'title = coalesce(run.title, b.title)',
]

// A save that changes nothing of the recording leaves its row alone: the write path lives on it. Who asks to stop a run
// while it is being parked is heard: it is left open, and the next claim closes it.
const statement = `
WITH b AS (
  SELECT * FROM json_to_recordset($1::text::json) AS t(run_id bigint, epoch int, hold text, retry_at timestamptz, spans json,
    ${declared.join(', ')})
), moved AS (
  UPDATE recording r SET
    state = CASE WHEN b.hold IN ('waiting', 'free') OR (b.hold = 'parked' AND r.stop_requested) THEN 'open' ELSE b.hold END,
    owner = CASE WHEN b.hold = 'waiting' THEN r.owner END,
    stop_requested = r.stop_requested AND b.hold <> 'closed',
    retry_at = CASE WHEN b.hold = 'free' THEN r.retry_at ELSE b.retry_at END
  FROM b WHERE b.hold <> 'open' AND r.run_id = b.run_id AND r.epoch = b.epoch AND r.state = 'open'
  RETURNING r.run_id, r.epoch
), held AS (
  SELECT run_id, epoch FROM moved
  UNION ALL
  SELECT r.run_id, r.epoch FROM recording r JOIN b ON b.run_id = r.run_id AND b.epoch = r.epoch
  WHERE b.hold = 'open' AND r.state = 'open'
), saved AS (
  UPDATE run SET updated_at = now(), ${assigned.join(', ')}
  FROM b JOIN held ON held.run_id = b.run_id AND held.epoch = b.epoch WHERE run.id = b.run_id
), spans AS (
  INSERT INTO tool_span (run_id, ordinal, call_id, name, status, start_seq, end_seq, started_us, began_us, ended_us,
    arguments, result, error, parent_call_id)
  SELECT b.run_id, s."ordinal", s."callId", s.name, s.status, s."startSeq", s."endSeq", s."startedUs", s."beganUs", s."endedUs",
    s.arguments, s.result, s.error, s."parentCallId"
  FROM b JOIN held ON held.run_id = b.run_id AND held.epoch = b.epoch,
    json_to_recordset(b.spans) AS s("ordinal" int, "callId" text, name text, status text, "startSeq" int, "endSeq" int,
      "startedUs" bigint, "beganUs" bigint, "endedUs" bigint, arguments text, result text, error text, "parentCallId" text)
  ON CONFLICT (run_id, ordinal) DO UPDATE SET status = excluded.status, start_seq = excluded.start_seq, end_seq = excluded.end_seq,
    started_us = excluded.started_us, began_us = excluded.began_us, ended_us = excluded.ended_us,
    arguments = excluded.arguments, result = excluded.result, error = excluded.error
)
SELECT run_id, epoch FROM held`
