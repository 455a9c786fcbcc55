import { setImmediate as turn } from 'node:timers/promises'
import type { Database } from '#lib/db/client.ts'
import { findRun } from '#lib/db/find-run.ts'
import { saveRuns } from '#lib/db/save-runs.ts'
import { writeSnapshots } from '#lib/db/write-snapshots.ts'
import { runState } from '#lib/recorder/run-state.ts'
import { makeRuns } from '../make-runs.ts'
import { TURN_FRAMES } from '../store/load.ts'
import { openRun } from '../store/open-run.ts'
import { benchWriter } from '../store/write-path.ts'
import { longRun } from './long-run.ts'

const EPOCH = 1
const START_US = 1_795_500_000_000_000

/**
 * Stores a long run that is over as the recorder leaves it: its frames go through the recorder's own reader, folds and
 * writer, only that the clock is the run's; then its row, its tools and the states that are stored of it. Its public id.
 */
export async function storeRun(frames: number, db: Database): Promise<string> {
  const [runId] = await makeRuns({ count: 1, baseUrl: 'http://127.0.0.1:9', epoch: EPOCH }, db)
  if (runId === undefined) throw new Error('no run was made')
  let atUs = START_US
  const { reader, tape, fold, sink } = await openRun(runId, benchWriter(db), db, { clock: () => atUs, behind: false })
  let count = 0
  for (const frame of longRun({ frames, startUs: START_US })) {
    atUs = frame.atUs
    await reader.push(frame.raw)
    await tape.room()
    if (++count % TURN_FRAMES === 0) await turn()
  }
  await tape.settled()
  fold.close()
  const state = runState(fold.summary, {
    ...{ recording: 'closed', recordingError: null, status: null, before: 'queued', error: null, firstByteUs: null },
    ...sink.position(),
  })
  await saveRuns([{ runId, epoch: EPOCH, state, spans: fold.takeSpans(), hold: { state: 'closed' } }], db)
  const { publicId } = await db.prisma.run.findUniqueOrThrow({ where: { id: runId }, select: { publicId: true } })
  const run = await findRun(publicId, db)
  if (run) await writeSnapshots(run, run.lastSeq, {}, db)
  // As autovacuum leaves it.
  await db.pool.query('VACUUM ANALYZE')
  return publicId
}
