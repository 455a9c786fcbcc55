import type { RunEvent } from '#lib/dialects/run-event.ts'

/** One tool call as far as frames tell. Times in µs on the run's clock, null where it has none. */
export type ToolSpan = {
  ordinal: number
  callId: string
  name: string
  status: 'open' | 'ok' | 'error' | 'no_end' | 'orphan_end'
  startSeq: number | null
  endSeq: number | null
  startedUs: number | null
  /** When its tool began, where a later frame than that of the model's call tells it. */
  beganUs: number | null
  endedUs: number | null
  /** The begin of what it was asked and of what it gave; null where no frame says it. */
  arguments: string | null
  result: string | null
  error: string | null
  parentCallId: string | null
}

/** Open calls and counts; ended calls leave it, so it stays small however many calls a run makes. Plain JSON. */
export type ToolSpans = { open: ToolSpan[]; count: number; errors: number }

export const noToolSpans = (): ToolSpans => ({ open: [], count: 0, errors: 0 })

/** So much of what a call was asked, or gave, is kept of it here; the frames have all of it. */
export const excerptLength = 500

type At = { seq: number; us: number | null }

/** Folds one event, in place, and gives the span that it changed, if any. */
export function foldToolSpan(spans: ToolSpans, event: RunEvent, at: At): ToolSpan | null {
  if (event.type === 'tool.started') {
    const span: ToolSpan = {
      ordinal: ++spans.count,
      callId: event.callId,
      name: event.name,
      status: 'open',
      startSeq: at.seq,
      endSeq: null,
      startedUs: at.us,
      beganUs: null,
      endedUs: null,
      arguments: event.arguments?.slice(0, excerptLength) ?? null,
      result: null,
      error: null,
      parentCallId: event.parentCallId ?? null,
    }
    spans.open.push(span)
    return span
  }
  if (event.type === 'tool.arguments') return foldArguments(spans, event, at)
  if (event.type !== 'tool.ended') return null
  const index = spans.open.findIndex((span) => span.callId === event.callId)
  const [open] = index < 0 ? [] : spans.open.splice(index, 1)
  if (event.error !== undefined) spans.errors++
  const error = event.error?.slice(0, 2000) ?? null
  const result = event.result?.slice(0, excerptLength) ?? null
  if (open) {
    return { ...open, status: error === null ? 'ok' : 'error', endSeq: at.seq, endedUs: at.us, result, error }
  }
  return {
    ordinal: ++spans.count,
    callId: event.callId,
    name: event.name,
    status: 'orphan_end',
    startSeq: null,
    endSeq: at.seq,
    startedUs: null,
    beganUs: null,
    endedUs: at.us,
    arguments: null,
    result,
    error,
    parentCallId: null,
  }
}

/** What a call asks grows, in place; it is told once the call is whole, or ends. */
function foldArguments(
  { open }: ToolSpans,
  { callId, delta, complete }: Extract<RunEvent, { type: 'tool.arguments' }>,
  at: At,
): ToolSpan | null {
  const index = open.findIndex((span) => span.callId === callId)
  const known = open[index]
  if (known === undefined) return null
  const asked = delta === '' ? known.arguments : ((known.arguments ?? '') + delta).slice(0, excerptLength)
  const span = { ...known, arguments: asked, beganUs: complete ? (known.beganUs ?? at.us) : known.beganUs }
  open[index] = span
  return complete ? span : null
}

/** The calls that are still open when the run's recording closes: their end was never recorded. */
export function closeToolSpans(spans: ToolSpans): ToolSpan[] {
  const left = spans.open.map((span): ToolSpan => ({ ...span, status: 'no_end' }))
  spans.open = []
  return left
}
