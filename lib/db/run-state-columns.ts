import type { Latency } from '#lib/api/latency.ts'
import type { Clock, Integrity, RecordingState, RunStatus } from '#lib/api/run.ts'
import { runTitle } from './run-title.ts'
import { isRunId } from '#lib/dialects/run-id.ts'
import { storableInt, storableName } from './storable.ts'

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
  persona: string | null
  model: string | null
  title: string | null
  parentUpstreamRunId: string | null
}

/** Columns of a run that a recorder writes, and their types. */
export const stateColumns = {
  status: 'text',
  recording: 'text',
  recording_error: 'text',
  integrity: 'text',
  clock: 'text',
  started_us: 'bigint',
  started_at_basis: 'text',
  ended_us: 'bigint',
  last_frame_us: 'bigint',
  frame_count: 'int',
  byte_count: 'bigint',
  gap_count: 'int',
  duplicates_dropped: 'int',
  time_to_first_byte_ms: 'float8',
  time_to_first_frame_ms: 'float8',
  ttft_ms: 'float8',
  time_to_first_reasoning_ms: 'float8',
  time_to_first_tool_ms: 'float8',
  itl_p50_ms: 'float8',
  itl_p95_ms: 'float8',
  longest_stall_ms: 'float8',
  stall_count: 'int',
  stall_ms: 'float8',
  input_tokens: 'int',
  output_tokens: 'int',
  reasoning_tokens: 'int',
  cached_tokens: 'int',
  cost_amount: 'float8',
  cost_currency: 'text',
  tool_count: 'int',
  tool_error_count: 'int',
  open_tool: 'text',
  error_message: 'text',
  error_class: 'text',
  error_seq: 'int',
  activity: 'jsonb',
  gap_histogram: 'jsonb',
  latency: 'jsonb',
  fold_version: 'int',
} as const
/** What a frame said once: null leaves what is there. */
export const learntColumns = {
  thread_id: 'text',
  agent: 'text',
  persona: 'text',
  model: 'text',
  parent_upstream_run_id: 'text',
} as const

type Column = keyof typeof stateColumns | keyof typeof learntColumns | 'title'

/** The state as the values of those columns. */
export function columnsOf(state: RunState): Record<Column, unknown> {
  const { latency, cost, error } = state
  return {
    status: state.status,
    recording: state.recording,
    recording_error: state.recordingError,
    integrity: state.integrity,
    clock: state.clock,
    started_us: wholeOrNull(state.startedUs),
    started_at_basis: state.startedAtBasis,
    ended_us: wholeOrNull(state.endedUs),
    last_frame_us: wholeOrNull(state.lastFrameUs),
    frame_count: state.frameCount,
    byte_count: state.byteCount,
    gap_count: state.gapCount,
    duplicates_dropped: state.duplicatesDropped,
    time_to_first_byte_ms: latency.timeToFirstByte?.ms ?? null,
    time_to_first_frame_ms: latency.timeToFirstFrame?.ms ?? null,
    ttft_ms: latency.timeToFirstToken?.ms ?? null,
    time_to_first_reasoning_ms: latency.timeToFirstReasoning?.ms ?? null,
    time_to_first_tool_ms: latency.timeToFirstTool?.ms ?? null,
    itl_p50_ms: latency.interToken.p50Ms,
    itl_p95_ms: latency.interToken.p95Ms,
    longest_stall_ms: latency.stalls.count > 0 ? (latency.interToken.max?.ms ?? null) : null,
    stall_count: latency.stalls.count,
    stall_ms: latency.stalls.totalMs,
    input_tokens: intOrNull(state.inputTokens),
    output_tokens: intOrNull(state.outputTokens),
    reasoning_tokens: intOrNull(state.reasoningTokens),
    cached_tokens: intOrNull(state.cachedTokens),
    cost_amount: cost?.amount ?? null,
    cost_currency: cost?.currency ?? null,
    tool_count: state.toolCount,
    tool_error_count: state.toolErrorCount,
    open_tool: state.openTool,
    error_message: error?.message ?? null,
    error_class: error?.class ?? null,
    error_seq: error?.seq ?? null,
    activity: state.activity,
    gap_histogram: state.gapHistogram,
    latency,
    fold_version: state.foldVersion,
    thread_id: idOrNull(state.threadId),
    agent: storableName(state.agent),
    persona: storableName(state.persona),
    model: storableName(state.model),
    parent_upstream_run_id: idOrNull(state.parentUpstreamRunId),
    title: state.title === null ? null : runTitle(state.title),
  }
}

function idOrNull(id: string | null): string | null {
  return id !== null && isRunId(id) ? id : null
}

function intOrNull(value: number | null): number | null {
  return value === null ? null : storableInt(value)
}

function wholeOrNull(us: number | null): number | null {
  return us === null ? null : Math.round(us)
}
