import type { Latency } from '#lib/api/latency.ts'
import type { Clock, Integrity, RecordingState, RunStatus } from '#lib/api/run.ts'
import type { ToolSpan } from '#lib/run/tool-spans.ts'
import { Prisma } from './generated/client.ts'
import { database } from './client.ts'
import { storable, storableInt, storableJson } from './storable.ts'

/** What a recorder says of a run: its state and the figures folded so far. Times in µs since 1970. */
export type RunState = {
  status: RunStatus
  recording: RecordingState
  recordingError: string | null
  integrity: Integrity | null
  clock: Clock | null
  startedUs: number | null
  startedAtBasis: 'request' | 'upstream' | 'first_frame' | null
  endedUs: number | null
  lastFrameUs: number | null
  frameCount: number
  byteCount: number
  gapCount: number
  duplicatesDropped: number
  latency: Latency
  gapHistogram: Record<string, number>
  inputTokens: number | null
  outputTokens: number | null
  reasoningTokens: number | null
  cachedTokens: number | null
  cost: { amount: number; currency: string } | null
  toolCount: number
  toolErrorCount: number
  openTool: string | null
  error: { message: string; class: string | null; seq: number | null } | null
  activity: { counts: number[]; errors: number[] }
  foldVersion: number
  /** Facts that frames carried; null leaves what is there. */
  threadId: string | null
  agent: string | null
  model: string | null
}

/** What becomes of the recording itself with this save. */
export type Hold =
  | { state: 'open' }
  /** Nobody records it until `at`; a waiting recorder keeps it and its successor honours the wait. */
  | { state: 'waiting'; at: Date }
  /** It waits for a person: a new credential, or another try. */
  | { state: 'parked' }
  | { state: 'closed' }

/**
 * Saves a run's state and the tool spans that changed, in one transaction, only while the lease (`epoch`) holds.
 * False if it does not.
 */
export async function saveRun(
  run: { runId: bigint; epoch: number; state: RunState; spans: readonly ToolSpan[]; hold: Hold },
  db = database(),
): Promise<boolean> {
  const { runId, epoch, state, spans, hold } = run
  const isOver = hold.state === 'parked' || hold.state === 'closed'
  // Who asks to stop a run while it is being parked is heard: it is left open, and the next claim closes it.
  const fence = db.prisma.$queryRaw<unknown[]>`
    UPDATE recording SET
      state = CASE WHEN ${hold.state === 'parked'} AND stop_requested THEN 'open' ELSE ${isOver ? hold.state : 'open'} END,
      owner = CASE WHEN ${isOver} THEN NULL ELSE owner END,
      stop_requested = CASE WHEN ${hold.state === 'closed'} THEN false ELSE stop_requested END,
      retry_at = ${hold.state === 'waiting' ? hold.at : null}
    WHERE run_id = ${runId} AND epoch = ${epoch} AND state = 'open' RETURNING run_id`
  // A save that changes nothing of the recording leaves its row alone: the write path lives on it.
  const fenced = hold.state === 'open' ? isHeld(runId, epoch, db) : fence
  const [held] = await db.prisma.$transaction([
    fenced,
    db.prisma.run.updateMany({ where: { id: runId, recorder: { is: { epoch } } }, data: columns(state) }),
    ...(spans.length === 0 ? [] : [saveSpans(runId, epoch, spans, db)]),
  ])
  return Array.isArray(held) && held.length > 0
}

function isHeld(runId: bigint, epoch: number, db: ReturnType<typeof database>) {
  return db.prisma.$queryRaw<unknown[]>`
    SELECT run_id FROM recording WHERE run_id = ${runId} AND epoch = ${epoch} AND state = 'open'`
}

function columns(state: RunState): Prisma.RunUpdateManyMutationInput {
  const { latency, cost, error } = state
  return {
    status: state.status,
    recording: state.recording,
    recordingError: state.recordingError && storable(state.recordingError),
    integrity: state.integrity,
    clock: state.clock,
    startedUs: bigOrNull(state.startedUs),
    startedAtBasis: state.startedAtBasis,
    endedUs: bigOrNull(state.endedUs),
    lastFrameUs: bigOrNull(state.lastFrameUs),
    frameCount: state.frameCount,
    byteCount: BigInt(state.byteCount),
    gapCount: state.gapCount,
    duplicatesDropped: state.duplicatesDropped,
    timeToFirstByteMs: latency.timeToFirstByte?.ms ?? null,
    timeToFirstFrameMs: latency.timeToFirstFrame?.ms ?? null,
    ttftMs: latency.timeToFirstToken?.ms ?? null,
    timeToFirstReasoningMs: latency.timeToFirstReasoning?.ms ?? null,
    timeToFirstToolMs: latency.timeToFirstTool?.ms ?? null,
    itlP50Ms: latency.interToken.p50Ms,
    itlP95Ms: latency.interToken.p95Ms,
    longestStallMs: latency.stalls.count > 0 ? (latency.interToken.max?.ms ?? null) : null,
    stallCount: latency.stalls.count,
    stallMs: latency.stalls.totalMs,
    inputTokens: intOrNull(state.inputTokens),
    outputTokens: intOrNull(state.outputTokens),
    reasoningTokens: intOrNull(state.reasoningTokens),
    cachedTokens: intOrNull(state.cachedTokens),
    costAmount: cost?.amount ?? null,
    costCurrency: cost?.currency ?? null,
    toolCount: state.toolCount,
    toolErrorCount: state.toolErrorCount,
    openTool: state.openTool && storable(state.openTool),
    errorMessage: error && storable(error.message),
    errorClass: error?.class == null ? null : storable(error.class),
    errorSeq: error?.seq ?? null,
    activity: state.activity,
    gapHistogram: state.gapHistogram,
    latency,
    foldVersion: state.foldVersion,
    updatedAt: new Date(),
    ...(state.threadId !== null && { threadId: storable(state.threadId) }),
    ...(state.agent !== null && { agent: storable(state.agent) }),
    ...(state.model !== null && { model: storable(state.model) }),
  }
}

function saveSpans(runId: bigint, epoch: number, spans: readonly ToolSpan[], db: ReturnType<typeof database>) {
  const rows = storableJson(spans)
  return db.prisma.$executeRaw`
    INSERT INTO tool_span (run_id, ordinal, call_id, name, status, start_seq, end_seq, started_us, ended_us, error, parent_call_id)
    SELECT ${runId}, s."ordinal", s."callId", s.name, s.status, s."startSeq", s."endSeq", s."startedUs", s."endedUs", s.error, s."parentCallId"
    FROM jsonb_to_recordset(${rows}::jsonb) AS s("ordinal" int, "callId" text, name text, status text, "startSeq" int, "endSeq" int,
      "startedUs" bigint, "endedUs" bigint, error text, "parentCallId" text)
    WHERE EXISTS (SELECT 1 FROM recording WHERE run_id = ${runId} AND epoch = ${epoch})
    ON CONFLICT (run_id, ordinal) DO UPDATE SET status = excluded.status, start_seq = excluded.start_seq, end_seq = excluded.end_seq,
      started_us = excluded.started_us, ended_us = excluded.ended_us, error = excluded.error`
}

function intOrNull(value: number | null): number | null {
  return value === null ? null : storableInt(value)
}

function bigOrNull(us: number | null): bigint | null {
  return us === null ? null : BigInt(Math.round(us))
}
