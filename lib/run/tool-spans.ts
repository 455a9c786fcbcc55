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
  endedUs: number | null
  error: string | null
  parentCallId: string | null
}

/** Open calls and counts; ended calls leave it, so it stays small however many calls a run makes. Plain JSON. */
export type ToolSpans = { open: ToolSpan[]; count: number; errors: number }

export const noToolSpans = (): ToolSpans => ({ open: [], count: 0, errors: 0 })

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
      endedUs: null,
      error: null,
      parentCallId: event.parentCallId ?? null,
    }
    spans.open.push(span)
    return span
  }
  if (event.type !== 'tool.ended') return null
  const index = spans.open.findIndex((span) => span.callId === event.callId)
  const [open] = index < 0 ? [] : spans.open.splice(index, 1)
  if (event.error !== undefined) spans.errors++
  const error = event.error?.slice(0, 2000) ?? null
  if (open) {
    return { ...open, status: error === null ? 'ok' : 'error', endSeq: at.seq, endedUs: at.us, error }
  }
  return {
    ordinal: ++spans.count,
    callId: event.callId,
    name: event.name,
    status: 'orphan_end',
    startSeq: null,
    endSeq: at.seq,
    startedUs: null,
    endedUs: at.us,
    error,
    parentCallId: null,
  }
}

/** The calls that are still open when the run's recording closes: their end was never recorded. */
export function closeToolSpans(spans: ToolSpans): ToolSpan[] {
  const left = spans.open.map((span): ToolSpan => ({ ...span, status: 'no_end' }))
  spans.open = []
  return left
}
