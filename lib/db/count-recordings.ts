import type { RecordingState } from '#lib/api/run.ts'
import { database } from './client.ts'

/** How many runs there are in each state of recording, but closed ones: those are all that ever were. */
export async function countRecordings(db = database()): Promise<Partial<Record<RecordingState, number>>> {
  // Two parts, because each has an index of its own and the table holds every run.
  const { rows } = await db.pool.query<{ recording: RecordingState; count: number }>(`
    SELECT run.recording, count(*)::int AS count FROM (
      SELECT run_id FROM recording WHERE state = 'open' UNION ALL SELECT run_id FROM recording WHERE state = 'parked'
    ) unclosed JOIN run ON run.id = unclosed.run_id GROUP BY run.recording`)
  return Object.fromEntries(rows.map(({ recording, count }) => [recording, count]))
}
