import { RecorderFigures, type Recorder, type Recorders, type RecorderState } from '#lib/api/recorder.ts'
import { leaseSeconds } from './claim-runs.ts'
import { database } from './client.ts'

/** Recorders beat every two seconds: one that was not heard of for so long has missed a beat. By the database's clock. */
const lateSeconds = 4

type Row = {
  id: string
  host: string
  pid: number
  started_at: Date
  heartbeat_at: Date
  figures: unknown
  silent_seconds: number
  runs: number
}

/** Every recorder of the last hour that did not take its leave, those that live first, and the runs that none of them holds. */
export async function listRecorders(db = database()): Promise<Recorders> {
  const { rows } = await db.pool.query<Row>(`
    SELECT r.id, r.host, r.pid, r.started_at, r.heartbeat_at, r.figures,
      extract(epoch FROM now() - r.heartbeat_at)::float8 AS silent_seconds,
      (SELECT count(*)::int FROM recording h WHERE h.state = 'open' AND h.owner = r.id) AS runs
    FROM recorder r ORDER BY r.started_at, r.id`)
  const { rows: open } = await db.pool.query<{ unheld: number }>(
    `SELECT count(*)::int AS unheld FROM recording r WHERE r.state = 'open' AND NOT EXISTS (
      SELECT FROM recorder o WHERE o.id = r.owner AND o.heartbeat_at > now() - make_interval(secs => $1))`,
    [leaseSeconds],
  )
  const recorders = rows.map(toRecorder)
  const living = (recorder: Recorder) => recorder.state !== 'gone'
  return {
    recorders: [...recorders.filter(living), ...recorders.filter((recorder) => !living(recorder))],
    unheld: open[0]?.unheld ?? 0,
  }
}

function toRecorder(row: Row): Recorder {
  return {
    id: row.id,
    host: row.host,
    pid: row.pid,
    state: stateOf(row.silent_seconds),
    startedAt: row.started_at.toISOString(),
    heartbeatAt: row.heartbeat_at.toISOString(),
    silentMs: Math.max(0, Math.round(row.silent_seconds * 1000)),
    runs: row.runs,
    figures: RecorderFigures.nullable().catch(null).parse(row.figures),
  }
}

function stateOf(silentSeconds: number): RecorderState {
  if (silentSeconds <= lateSeconds) return 'live'
  return silentSeconds <= leaseSeconds ? 'late' : 'gone'
}
