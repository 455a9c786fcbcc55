import type { GapReason } from '#lib/api/frame.ts'
import type { RecordingState, RunStatus } from '#lib/api/run.ts'
import type { Claim } from '#lib/db/claim-runs.ts'
import { ensureFramePartition, bandOf } from '#lib/db/frame-partitions.ts'
import { readRecording, type StoredRecording } from '#lib/db/read-recording.ts'
import type { Hold } from '#lib/db/save-runs.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { whenBack } from './database-trouble.ts'
import type { RecordingDeps } from './deps.ts'
import { createFrameSink, type FrameSink } from './frame-sink.ts'
import { LeaseLost } from './lease-lost.ts'
import type { Started } from './plan.ts'
import { createReporter, type Reporter } from './reporter.ts'
import { cutBefore, restoreFold, startedBefore } from './restore.ts'
import type { RunFold } from './run-fold.ts'
import { runState } from './run-state.ts'
import type { Tape } from './writer.ts'

/** The recording of one run while this process holds its lease. */
export type Session = {
  stored: StoredRecording
  dialect: Dialect
  fold: RunFold
  tape: Tape
  sink: FrameSink
  reporter: Reporter
  /** Changes along the way, by the loop alone. */
  now: {
    recording: RecordingState
    recordingError: string | null
    status: RunStatus | null
    error: string | null
    firstByteUs: number | null
    started: Started
    /** The run was watched by its id. */
    watched: boolean
    /** What is missing of the stream, should it turn out that nobody may ask for it again. */
    cut: GapReason | null
    connection: number
    /** Why the last exchange that was to give the stream ended; null before there was one. */
    endedBy: string | null
    /** Exchanges in a row that brought nothing new. */
    attempt: number
    emptyEndsUs: number[]
    startAgain: boolean
    startedAgain: boolean
    /** What the next step is about: the stream, what is stored of it, or what the upstream says became of the run. */
    todo: 'stream' | 'sweep' | 'ask'
    /** The upstream's id of the run, which may be learnt late. */
    upstreamRunId: string | null
    /** How the run ended by the upstream's status call. */
    settled: { status: RunStatus; error: string | null } | null
    /** Status calls in a row that said that the run goes on, or nothing. */
    asked: number
    /** The last stream was open and silent when it was left. */
    wasQuiet: boolean
    /** Late frames were waited for, and what is stored is read for the last time. */
    waited: boolean
    /** What the last answer of the status call said. */
    said: string | null
    /** The number after which a hole was asked for once more; -1: none. */
    askedAfter: number
    /** Where the last reading begins: the identity before the terminal frame, which may have been rewritten since. */
    sweepFrom: string | null
  }
  /** Writes while the lease holds; waits while the database is away. */
  persist<T>(work: () => Promise<T>): Promise<T>
  /** Saves the run's row and says so; with a hold, that too. */
  save(change: Partial<Session['now']>, hold?: Hold): Promise<void>
  close(): void
}

/** Takes up a claimed run where its last recorder left it. Null if the run was erased meanwhile. */
export async function openSession(claim: Claim, deps: RecordingDeps): Promise<Session | null> {
  const { db, log } = deps
  const onTrouble = ({ error, attempt }: { error: unknown; attempt: number }) =>
    log.warn({ run: String(claim.runId), attempt, err: error }, 'the database is away')
  const persist = <T>(work: () => Promise<T>) => whenBack(work, { sleep: deps.sleep, onTrouble })

  const stored = await persist(() => readRecording(claim.runId, db))
  if (!stored) return null
  if (stored.epoch !== claim.epoch) throw new LeaseLost(`the lease on run ${claim.runId} was lost`)
  const dialect = getDialect(stored.dialect)
  if (!dialect) throw new Error(`run ${stored.publicId} is of the unknown dialect ${stored.dialect}`)
  await persist(() => ensureFramePartition(bandOf(claim.runId), db))
  const fold = await persist(() => restoreFold(stored, dialect, db))

  const tape = deps.writer.open({ ...claim, nextSeq: stored.nextSeq })
  const sink = createFrameSink(stored, { tape, fold })
  const now: Session['now'] = {
    recording: 'pending',
    recordingError: null,
    status: null,
    error: null,
    firstByteUs: stored.firstByteUs,
    started: startedBefore(stored),
    watched: stored.watched,
    cut: cutBefore(stored),
    connection: stored.lastConnection?.number ?? 0,
    endedBy: stored.lastConnection && (stored.lastConnection.why ?? 'recorder_down'),
    attempt: 0,
    emptyEndsUs: [],
    startAgain: false,
    startedAgain: false,
    todo: 'stream',
    upstreamRunId: stored.upstreamRunId,
    settled: null,
    asked: 0,
    wasQuiet: false,
    waited: false,
    said: null,
    askedAfter: -1,
    sweepFrom: null,
  }
  const reporter = createReporter({
    snapshot: () => ({
      state: runState(fold.summary, { ...now, ...sink.position(), before: 'queued' }),
      spans: fold.takeSpans(),
    }),
    settled: () => tape.settled(),
    async write(row, urgent) {
      const held = await persist(() => deps.saver.save({ ...claim, ...row }, { urgent }))
      if (!held) throw new LeaseLost(`the lease on run ${claim.runId} was lost`)
      deps.onSaved(claim.runId)
    },
    onError: (error) => {
      if (!(error instanceof LeaseLost)) log.error({ run: stored.publicId, err: error }, 'could not save a run')
    },
  })

  return {
    stored,
    dialect,
    fold,
    tape,
    sink,
    reporter,
    now,
    persist,
    save(change, hold) {
      Object.assign(now, change)
      return reporter.save(hold)
    },
    close() {
      reporter.stop()
      tape.close()
    },
  }
}
