import { saveCheckpoint } from '#lib/db/save-checkpoint.ts'
import { crashPoint } from '#lib/faults/crash-point.ts'
import type { RecordingDeps } from './deps.ts'
import type { StreamReader } from './read-stream.ts'
import type { Session } from './session.ts'
import { takeRunId } from './take-run-id.ts'

const CHECKPOINT_FRAMES = 1000

/** The reader, with what follows from every read: first byte, the row's figures, a late id, a checkpoint now and then. */
export function followReading(reader: StreamReader, session: Session, deps: RecordingDeps): StreamReader {
  const { now, sink, fold, reporter, stored } = session
  let checkpointSeq = sink.position().nextSeq

  async function checkpoint() {
    const seq = sink.position().nextSeq - 1
    if (seq - checkpointSeq < CHECKPOINT_FRAMES) return
    checkpointSeq = seq
    const state = structuredClone(fold.checkpoint())
    await session.tape.settled()
    await session.persist(() => saveCheckpoint({ runId: stored.runId, epoch: stored.epoch, seq, state }, deps.db))
  }

  return {
    ...reader,
    async push(chunk) {
      const before = { terminal: fold.summary.terminal, cursor: sink.position().cursor }
      await reader.push(chunk)
      crashPoint('frames_read')
      now.firstByteUs ??= reader.counts().firstByteUs
      if (fold.summary.terminal && !before.terminal) now.sweepFrom = before.cursor
      reporter.changed()
      const { reportedRunId } = fold.summary
      // A stream that says which run it is, is recorded on even if that run has another recording: both say so.
      if (now.upstreamRunId === null && reportedRunId !== null) await takeRunId(reportedRunId, session, deps)
      await checkpoint()
    },
  }
}
