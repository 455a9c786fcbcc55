import type { Clock, RunStatus } from '#lib/api/run.ts'
import type { Kind } from '#lib/dialects/kind.ts'
import type { RunEvent } from '#lib/dialects/run-event.ts'
import { addActivity, noActivity, type Activity } from './activity.ts'
import { endCall, foldOutput, noInterToken, settleGaps, type InterToken, type Point } from './inter-token.ts'
import { foldUsage, noTokens, type Tokens } from './tokens.ts'
import { closeToolSpans, foldToolSpan, noToolSpans, type ToolSpan, type ToolSpans } from './tool-spans.ts'

// The figures of a run, folded frame by frame while it is recorded. State is plain JSON (it is the checkpoint) and is
// changed in place: this runs for every frame of every run.

/** Version of what the folds mean; a run whose version is older is folded again. */
export const foldVersion = 3

/** A stored frame as the fold sees it. Times in µs since 1970. */
export type SummaryFrame = {
  seq: number
  kind: Kind
  bytes: number
  receivedUs: number
  emittedUs: number | null
  backlog: boolean
  events: readonly RunEvent[]
}

export type Summary = {
  clock: Clock | null
  startedUs: number | null
  startedAtBasis: 'request' | 'upstream' | 'first_frame' | null
  status: RunStatus | null
  terminal: boolean
  error: { message: string; class: string | null; seq: number } | null
  frames: number
  bytes: number
  /** When the last frame that says something of the run was received. */
  lastReceivedUs: number | null
  last: Point | null
  /** The frame that said how the run ended: what comes after it is late, and not part of how long the run took. */
  ended: Point | null
  firstFrame: Point | null
  firstOutput: Point | null
  firstReasoning: Point | null
  firstTool: Point | null
  interToken: InterToken
  tokens: Tokens
  tools: ToolSpans
  activity: Activity
  threadId: string | null
  agent: string | null
  persona: string | null
  model: string | null
  title: string | null
  /** The upstream's ids of this run, where a frame says it, and of the run that it belongs to. */
  reportedRunId: string | null
  parentRunId: string | null
}

/** The state before the first frame. `requestedUs` is when we sent the run's request; null for a run that we only watch. */
export function emptySummary(requestedUs: number | null): Summary {
  return {
    clock: null,
    startedUs: requestedUs,
    startedAtBasis: requestedUs === null ? null : 'request',
    status: null,
    terminal: false,
    error: null,
    frames: 0,
    bytes: 0,
    lastReceivedUs: null,
    last: null,
    ended: null,
    firstFrame: null,
    firstOutput: null,
    firstReasoning: null,
    firstTool: null,
    interToken: noInterToken(),
    tokens: noTokens(),
    tools: noToolSpans(),
    activity: noActivity(),
    threadId: null,
    agent: null,
    persona: null,
    model: null,
    title: null,
    reportedRunId: null,
    parentRunId: null,
  }
}

/** Folds one frame, in place, and gives the tool spans that it changed. */
export function foldSummary(summary: Summary, frame: SummaryFrame): ToolSpan[] {
  summary.frames++
  if (frame.kind === 'gap') {
    summary.interToken.last = null
    return []
  }
  summary.bytes += frame.bytes
  if (frame.kind === 'comment' || frame.kind === 'retry' || frame.kind === 'field') return []
  // What only shows that the connection lives does not break the run's silence.
  if (frame.kind !== 'heartbeat') summary.lastReceivedUs = frame.receivedUs
  chooseClock(summary, frame)
  const us = clockUs(summary, frame)
  if (us !== null) place(summary, frame, us)
  const changed: ToolSpan[] = []
  // What the terminal frame itself names is why the run failed, whatever went wrong before.
  if (!summary.terminal && frame.events.some((event) => event.type === 'status' && event.status === 'failed')) {
    if (frame.events.some((event) => event.type === 'error')) summary.error = null
  }
  for (const event of frame.events) foldEvent(summary, event, frame, us, changed)
  return changed
}

/** The time of a frame on the run's clock, or null if the run has none (or not yet). */
export function clockUs(
  summary: Pick<Summary, 'clock'>,
  frame: { receivedUs: number; emittedUs: number | null },
): number | null {
  if (summary.clock === 'received') return frame.receivedUs
  return summary.clock === 'emitted' ? frame.emittedUs : null
}

/** One clock a run, chosen by its first frame: ours if we were there, else the upstream's if it tells, else none. */
function chooseClock(summary: Summary, frame: SummaryFrame) {
  if (summary.clock !== null) return
  summary.clock = !frame.backlog ? 'received' : frame.emittedUs !== null ? 'emitted' : 'none'
  if (summary.clock === 'emitted' || summary.startedUs === null) {
    summary.startedUs = clockUs(summary, frame)
    summary.startedAtBasis = summary.startedUs === null ? null : 'first_frame'
  }
}

function place(summary: Summary, frame: SummaryFrame, us: number) {
  const point = { us, seq: frame.seq }
  summary.firstFrame ??= point
  summary.last = point
  addActivity(summary.activity, us - (summary.startedUs ?? us), frame.kind === 'error')
  if (frame.kind === 'reasoning') summary.firstReasoning ??= point
  if (frame.kind === 'tool') summary.firstTool ??= point
}

function foldEvent(summary: Summary, event: RunEvent, frame: SummaryFrame, us: number | null, changed: ToolSpan[]) {
  switch (event.type) {
    case 'text.delta':
      if (event.text !== '' && us !== null) placeOutput(summary, frame, us)
      return
    case 'reasoning.delta':
      summary.interToken.last = null
      return
    case 'tool.started':
    case 'tool.arguments':
    case 'tool.progress':
    case 'tool.ended': {
      summary.interToken.last = null
      const span = foldToolSpan(summary.tools, event, { seq: frame.seq, us })
      if (span) changed.push(span)
      if (event.type === 'tool.ended' && span?.startSeq) endCall(summary.interToken, span.startSeq)
      return
    }
    case 'usage':
      foldUsage(summary.tokens, event)
      return
    case 'status':
      // The first terminal frame stands: nothing after it says otherwise.
      if (!summary.terminal) summary.status = event.status
      if (!summary.terminal && isTerminal(event.status)) {
        summary.terminal = true
        summary.ended = us === null ? null : { us, seq: frame.seq }
      }
      return
    case 'error':
      summary.error ??= { message: event.message.slice(0, 4000), class: event.class ?? null, seq: frame.seq }
      return
    case 'identified':
      summary.threadId = event.threadId ?? summary.threadId
      summary.agent = event.agent ?? summary.agent
      summary.persona = event.persona ?? summary.persona
      summary.model = event.model ?? summary.model
      summary.title = event.title ?? summary.title
      summary.reportedRunId = event.upstreamRunId ?? summary.reportedRunId
      summary.parentRunId = event.parentRunId ?? summary.parentRunId
      return
    case 'notice':
    case 'input.requested':
    case 'input.provided':
      return
    default:
      event satisfies never
  }
}

function placeOutput(summary: Summary, frame: SummaryFrame, us: number) {
  const point = { us, seq: frame.seq }
  summary.firstOutput ??= point
  foldOutput(summary.interToken, point, {
    isTimed: !frame.backlog || summary.clock !== 'received',
    openSince: summary.tools.open.at(-1)?.startSeq ?? null,
  })
}

/** The run's recording closes, in place: calls without an end stay without one. Gives their spans. */
export function closeSummary(summary: Summary): ToolSpan[] {
  settleGaps(summary.interToken)
  return closeToolSpans(summary.tools)
}

/** Whether a status is one that a run never leaves. */
export function isTerminal(status: RunStatus): boolean {
  return status !== 'queued' && status !== 'running' && status !== 'waiting_for_input'
}
