import type { Integrity, RecordingState, RunStatus } from '#lib/api/run.ts'
import type { RunState } from '#lib/db/run-state-columns.ts'
import { latencyOf } from '#lib/run/latency.ts'
import { foldVersion, type Summary } from '#lib/run/summary.ts'
import { reportedTokens } from '#lib/run/tokens.ts'

/** What the recording knows beside what frames said. */
export type RecordingFacts = {
  recording: RecordingState
  recordingError: string | null
  /** Overrides what frames said: how a run without a terminal frame ended, or a start that was refused. */
  status: RunStatus | null
  /** Status before the first frame. */
  before: RunStatus
  error: string | null
  firstByteUs: number | null
  gapCount: number
  unverifiedCount: number
  duplicates: number
}

/** The row of a run, from its folded figures and what the recording knows. Pure. */
export function runState(summary: Summary, facts: RecordingFacts): RunState {
  const latency = latencyOf(summary, { firstByteUs: facts.firstByteUs })
  const closed = facts.recording === 'closed'
  const status = statusOf(summary, facts)
  return {
    status,
    recording: facts.recording,
    recordingError: facts.recordingError,
    integrity: closed ? integrityOf(facts) : null,
    clock: summary.clock,
    startedUs: summary.startedUs,
    startedAtBasis: summary.startedAtBasis,
    endedUs: closed || summary.terminal ? ((summary.ended ?? summary.last)?.us ?? null) : null,
    lastFrameUs: summary.lastReceivedUs,
    frameCount: summary.frames,
    byteCount: summary.bytes,
    gapCount: facts.gapCount,
    duplicatesDropped: facts.duplicates,
    latency,
    gapHistogram: summary.interToken.tally.histogram,
    ...reportedTokens(summary.tokens),
    toolCount: summary.tools.count,
    toolErrorCount: summary.tools.errors,
    openTool: closed ? null : (summary.tools.open.at(-1)?.name ?? null),
    error: summary.error ?? (facts.error === null ? null : { message: facts.error, class: null, seq: null }),
    activity: { counts: summary.activity.counts, errors: summary.activity.errors },
    foldVersion,
    threadId: summary.threadId,
    agent: summary.agent,
    persona: summary.persona,
    model: summary.model,
    title: summary.title,
    parentUpstreamRunId: summary.parentRunId,
  }
}

/** Frames first: nothing overrides a terminal frame. */
function statusOf(summary: Summary, facts: RecordingFacts): RunStatus {
  if (summary.terminal && summary.status) return summary.status
  if (facts.status) return facts.status
  return summary.status ?? (summary.frames > 0 ? 'running' : facts.before)
}

function integrityOf({ gapCount, unverifiedCount }: RecordingFacts): Integrity {
  if (gapCount === 0) return 'complete'
  return gapCount === unverifiedCount ? 'unverified' : 'gaps'
}
