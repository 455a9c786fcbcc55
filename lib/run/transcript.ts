import type { Gap } from '#lib/api/frame.ts'
import type { RunStatus } from '#lib/api/run.ts'
import type { Kind } from '#lib/dialects/kind.ts'
import type { RunEvent } from '#lib/dialects/run-event.ts'
import {
  addBlock,
  amendBlock,
  amendLast,
  changeTogether,
  emptyBlocks,
  lastBlock,
  type Blocks,
} from './transcript-blocks.ts'
import { roomFor } from './transcript-text.ts'

/**
 * Version of what the fold makes of frames. Raise it when the fold or a dialect's reading changes: what was stored of it
 * before is then made anew.
 */
export const transcriptVersion = 1

// Calls whose ends never come must not make every later state larger.
const maxOpen = 1000

/** One frame, as the transcript needs it. `offsetMs` is null where the run has no clock. */
export type TranscriptStep = {
  seq: number
  kind: Kind
  offsetMs: number | null
  events: readonly RunEvent[]
  gap?: Gap | undefined
}

/** Where a block begins and ends, and how many frames went into it. */
export type Span = { fromSeq: number; toSeq: number; fromMs: number | null; toMs: number | null; frames: number }

export type TextBlock = Span & {
  type: 'text' | 'reasoning'
  text: string
  messageId: string | null
  /** It goes on with the message of the block before: long ones are cut into blocks of some 8,000 characters. */
  continues?: true
}

export type ToolBlock = Span & {
  type: 'tool'
  callId: string
  name: string
  parentCallId: string | null
  arguments: string
  result: string | null
  error: string | null
  /** `orphan_end` is an end whose start was never seen. An open call of a run that is over has no recorded end. */
  status: 'open' | 'ok' | 'error' | 'orphan_end'
  progress: { count: number; text: string; seq: number; ms: number | null } | null
}

export type Block =
  | TextBlock
  | ToolBlock
  | (Span & { type: 'notice'; message: string; severity: 'info' | 'warning' })
  | (Span & { type: 'error'; message: string; class: string | null })
  | (Span & { type: 'gap'; gap: Gap | null })
  | (Span & { type: 'status'; status: RunStatus })
  /** The run asks a person. `schema` is the JSON schema of the answer, as JSON text. */
  | (Span & { type: 'input-request'; message: string; requestId: string | null; schema: string | null })
  /** What it was given. */
  | (Span & { type: 'input'; content: string; requestId: string | null })

/**
 * What a reader had seen of a run by one frame. Plain JSON, and never changed in place: a step shares all
 * but a few dozen pointers with the state before it, so that any number of states can be kept.
 */
export type Transcript = {
  lastSeq: number
  lastMs: number | null
  status: RunStatus | null
  blocks: Blocks
  /** Index of the block of every call that is open. */
  open: Readonly<Record<string, number>>
  /** Frames of each kind so far. */
  kinds: Readonly<Partial<Record<Kind, number>>>
  /** First non-empty text frame, first tool frame. */
  firstTextSeq: number | null
  firstToolSeq: number | null
}

export const emptyTranscript: Transcript = {
  lastSeq: 0,
  lastMs: null,
  status: null,
  blocks: emptyBlocks,
  open: {},
  kinds: {},
  firstTextSeq: null,
  firstToolSeq: null,
}

/** The transcript after one more frame. */
export function foldTranscript(state: Transcript, step: TranscriptStep): Transcript {
  let next: Transcript = {
    ...state,
    lastSeq: step.seq,
    lastMs: step.offsetMs ?? state.lastMs,
    kinds: { ...state.kinds, [step.kind]: (state.kinds[step.kind] ?? 0) + 1 },
  }
  if (step.kind === 'gap') next = add(next, { type: 'gap', ...spanOf(step), gap: step.gap ?? null })
  for (const event of step.events) next = read(next, event, step)
  return next
}

/** The transcript after several more frames: as if they were folded one by one, and cheaper. */
export function foldTogether(state: Transcript, steps: readonly TranscriptStep[]): Transcript {
  return changeTogether(state.blocks, (blocks) => steps.reduce(foldTranscript, { ...state, blocks }))
}

function read(state: Transcript, event: RunEvent, step: TranscriptStep): Transcript {
  switch (event.type) {
    case 'text.delta':
      return appendText(state, 'text', event.text, event.messageId ?? null, step)
    case 'reasoning.delta':
      return appendText(state, 'reasoning', event.text, event.messageId ?? null, step)
    case 'tool.started':
      return startTool(state, event, step)
    case 'tool.arguments':
      return amendTool(state, event.callId, step, (tool) => ({ ...tool, arguments: tool.arguments + event.delta }))
    case 'tool.progress':
      return amendTool(state, event.callId, step, (tool) => ({
        ...tool,
        progress: { count: (tool.progress?.count ?? 0) + 1, text: event.text, seq: step.seq, ms: step.offsetMs },
      }))
    case 'tool.ended':
      return endTool(state, event, step)
    case 'status':
      return changeStatus(state, event.status, step)
    case 'error':
      return add(state, { type: 'error', ...spanOf(step), message: event.message, class: event.class ?? null })
    case 'notice':
      return add(state, { type: 'notice', ...spanOf(step), message: event.message, severity: event.severity })
    case 'input.requested':
      return add(state, {
        type: 'input-request',
        ...spanOf(step),
        message: event.message,
        requestId: event.requestId ?? null,
        schema: event.schema ?? null,
      })
    case 'input.provided':
      return add(state, {
        type: 'input',
        ...spanOf(step),
        content: event.content,
        requestId: event.requestId ?? null,
      })
    case 'usage':
    case 'identified':
      return state
    default:
      return event satisfies never
  }
}

function appendText(
  state: Transcript,
  type: 'text' | 'reasoning',
  text: string,
  messageId: string | null,
  step: TranscriptStep,
): Transcript {
  if (text === '') return state
  const firstTextSeq = type === 'text' ? (state.firstTextSeq ?? step.seq) : state.firstTextSeq
  const last = lastBlock(state.blocks)
  let { blocks } = state
  let rest = text
  let continues = false
  if (last?.type === type && last.messageId === messageId) {
    const room = roomFor(last.text, text)
    if (room > 0) blocks = amendLast(blocks, { ...reach(last, step), text: last.text + text.slice(0, room) })
    rest = text.slice(room)
    continues = true
  }
  while (rest !== '') {
    const piece = rest.slice(0, roomFor('', rest))
    const begun: TextBlock = { type, ...spanOf(step), text: piece, messageId }
    blocks = addBlock(blocks, continues ? { ...begun, continues } : begun)
    rest = rest.slice(piece.length)
    continues = true
  }
  return { ...state, firstTextSeq, blocks }
}

function startTool(
  state: Transcript,
  event: Extract<RunEvent, { type: 'tool.started' }>,
  step: TranscriptStep,
): Transcript {
  const index = state.blocks.length
  const started = add(state, {
    type: 'tool',
    ...spanOf(step),
    callId: event.callId,
    name: event.name,
    parentCallId: event.parentCallId ?? null,
    arguments: event.arguments ?? '',
    result: null,
    error: null,
    status: 'open',
    progress: null,
  })
  return {
    ...started,
    open: { ...leaveOldest(state.open), [event.callId]: index },
    firstToolSeq: state.firstToolSeq ?? step.seq,
  }
}

/** Room for one more open call: of too many, the oldest is given up, and an end that comes after all is an orphan. */
function leaveOldest(open: Transcript['open']): Transcript['open'] {
  const calls = Object.entries(open)
  if (calls.length < maxOpen) return open
  const oldest = Math.min(...calls.map(([, index]) => index))
  return Object.fromEntries(calls.filter(([, index]) => index !== oldest))
}

function endTool(
  state: Transcript,
  event: Extract<RunEvent, { type: 'tool.ended' }>,
  step: TranscriptStep,
): Transcript {
  const result = event.result ?? null
  const error = event.error ?? null
  if (!Object.hasOwn(state.open, event.callId)) {
    return add(state, {
      type: 'tool',
      ...spanOf(step),
      callId: event.callId,
      name: event.name,
      parentCallId: null,
      arguments: '',
      result,
      error,
      status: 'orphan_end',
      progress: null,
    })
  }
  const ended = amendTool(state, event.callId, step, (tool) => ({
    ...tool,
    result,
    error,
    status: error === null ? 'ok' : 'error',
  }))
  const { [event.callId]: _closed, ...open } = ended.open
  return { ...ended, open }
}

/** Progress and arguments of a call that is not open change nothing: they are frames, not blocks. */
function amendTool(
  state: Transcript,
  callId: string,
  step: TranscriptStep,
  change: (tool: ToolBlock) => ToolBlock,
): Transcript {
  const index = Object.hasOwn(state.open, callId) ? state.open[callId] : undefined
  if (index === undefined) return state
  const blocks = amendBlock(state.blocks, index, (block) =>
    block.type === 'tool' ? change(reach(block, step)) : block,
  )
  return { ...state, blocks }
}

/** That a run runs is no news, except after it waited. */
function changeStatus(state: Transcript, status: RunStatus, step: TranscriptStep): Transcript {
  if (status === state.status) return state
  const goesOn = status === 'running' || status === 'queued'
  const isNews = !goesOn || state.status === 'waiting_for_input'
  const next = { ...state, status }
  return isNews ? add(next, { type: 'status', ...spanOf(step), status }) : next
}

function add(state: Transcript, block: Block): Transcript {
  return { ...state, blocks: addBlock(state.blocks, block) }
}

function spanOf(step: TranscriptStep): Span {
  return { fromSeq: step.seq, toSeq: step.seq, fromMs: step.offsetMs, toMs: step.offsetMs, frames: 1 }
}

function reach<T extends Span>(span: T, step: TranscriptStep): T {
  const frames = span.toSeq === step.seq ? span.frames : span.frames + 1
  return { ...span, toSeq: step.seq, toMs: step.offsetMs ?? span.toMs, frames }
}
