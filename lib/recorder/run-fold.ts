import type { Dialect } from '#lib/dialects/dialect.ts'
import { kindOf, type Kind } from '#lib/dialects/kind.ts'
import type { StoredFrame } from '#lib/db/read-stored-frames.ts'
import type { ToolSpan } from '#lib/run/tool-spans.ts'
import {
  closeSummary,
  emptySummary,
  foldSummary,
  foldVersion,
  type Summary,
  type SummaryFrame,
} from '#lib/run/summary.ts'
import type { WireBlock } from '#lib/sse/block.ts'
import { decodeBlock } from '#lib/sse/decode.ts'

/** What a takeover restores: the dialect's state, the figures, and where the upstream's ids last began anew. */
export type Checkpoint = { version: number; dialectState: unknown; summary: Summary; epochFromSeq: number }

/** Everything that is derived from a run's frames while it is recorded. */
export type RunFold = {
  /** Reads a block; its kind and the upstream's time are stored with it. */
  read(block: WireBlock): { kind: Kind; emittedUs: number | null }
  /** Folds what was just read, once its seq is known. */
  fold(frame: Omit<SummaryFrame, 'events'>): void
  summary: Summary
  /** Tool spans that changed since this was last asked. */
  takeSpans(): ToolSpan[]
  /** The run is over: calls without an end stay without one. */
  close(): void
  epochFromSeq: number
  checkpoint(): Checkpoint
}

/** A fold from its checkpoint, if that is of this version, or from nothing. */
export function createRunFold(dialect: Dialect, checkpoint: unknown, requestedUs: number | null): RunFold {
  const known = isCurrent(checkpoint) ? checkpoint : null
  let dialectState = known ? known.dialectState : dialect.initial
  let events: SummaryFrame['events'] = []
  let spans = new Map<number, ToolSpan>()
  const summary = known ? known.summary : emptySummary(requestedUs)

  const fold: RunFold = {
    summary,
    epochFromSeq: known?.epochFromSeq ?? 1,
    read(block) {
      events = []
      if (block.data === null) return { kind: kindWithoutData(block), emittedUs: dialect.emittedUs(block) }
      const reading = dialect.interpret(dialectState, block)
      dialectState = reading.state
      events = reading.events
      return { kind: reading.kind, emittedUs: dialect.emittedUs(block) }
    },
    fold(frame) {
      for (const span of foldSummary(summary, { ...frame, events })) spans.set(span.ordinal, span)
      events = []
    },
    takeSpans() {
      const taken = [...spans.values()]
      spans = new Map()
      return taken
    },
    close() {
      for (const span of closeSummary(summary)) spans.set(span.ordinal, span)
    },
    checkpoint: () => ({ version: foldVersion, dialectState, summary, epochFromSeq: fold.epochFromSeq }),
  }
  return fold
}

/** Folds a frame that is stored already, after a takeover. */
export function refold(fold: RunFold, stored: StoredFrame): void {
  const kind = kindOf(stored.kind)
  // The next frame is the first under new ids.
  if (kind === 'gap' && /"idEpoch":\d/.test(stored.raw.toString('utf8'))) fold.epochFromSeq = stored.seq + 1
  if (kind !== 'gap') fold.read(decodeBlock(stored.raw, { first: kind !== 'field' }))
  fold.fold({
    seq: stored.seq,
    kind,
    bytes: stored.raw.length,
    receivedUs: stored.receivedUs,
    emittedUs: stored.emittedUs,
    backlog: stored.backlog,
  })
}

/** Whether a checkpoint was made by this version of the folds. */
export function isCurrent(checkpoint: unknown): checkpoint is Checkpoint {
  return (
    typeof checkpoint === 'object' &&
    checkpoint !== null &&
    'version' in checkpoint &&
    checkpoint.version === foldVersion
  )
}

function kindWithoutData(block: WireBlock): Kind {
  if (block.id === null && block.event === null && block.retry === null && block.comment !== null) return 'comment'
  return block.retry === null ? 'field' : 'retry'
}
