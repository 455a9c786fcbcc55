import type { Frame } from '#lib/api/frame.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import type { Kind } from '#lib/dialects/kind.ts'
import type { TranscriptStep } from './transcript.ts'

/**
 * What a frame of the API says, in its run's dialect. Gaps and blocks without data of their own are not
 * shown to the dialect, just as the recorder does not show them.
 */
export function readFrame(
  dialect: Dialect | null,
  state: unknown,
  frame: Pick<Frame, 'seq' | 'kind' | 'offsetMs' | 'event' | 'upstreamId' | 'data' | 'gap'>,
): { dialectState: unknown; step: TranscriptStep } {
  const step = { seq: frame.seq, kind: frame.kind, offsetMs: frame.offsetMs, gap: frame.gap, events: [] }
  if (dialect === null || frame.data === null || !isRead(frame.kind)) return { dialectState: state, step }
  const reading = dialect.interpret(state, { id: frame.upstreamId, event: frame.event, data: frame.data })
  return { dialectState: reading.state, step: { ...step, events: reading.events } }
}

/** Whether frames of a kind say anything in a dialect. */
export function isRead(kind: Kind): boolean {
  return !silentKinds.has(kind)
}

const silentKinds: ReadonlySet<Kind> = new Set<Kind>(['gap', 'comment', 'retry', 'field'])
