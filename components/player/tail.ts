/**
 * The live tail: follow shows the end as it grows, hold keeps the reader's place, pause freezes what is shown
 * while frames still arrive. Only the reader leaves follow; a scroll that a program or a layout made never does.
 */
export type Tail = {
  mode: 'follow' | 'hold' | 'pause'
  /** Last frame that has arrived. */
  lastSeq: number
  /** Last frame that is shown: the last one, except while paused. */
  shownSeq: number
  /** Last frame when follow was left: what came after it is new. */
  seenSeq: number
  errorCount: number
  seenErrorCount: number
  selected: number | null
  /** Whether frames can still come. */
  live: boolean
  /** Where Space goes back to. */
  resumeTo: 'follow' | 'hold'
}

export type TailEvent =
  | { type: 'arrived'; lastSeq: number; errorCount: number }
  /** The reader scrolled, marked text, or used a key that looks back. */
  | { type: 'looked-back' }
  | { type: 'reached-bottom' }
  | { type: 'selected'; seq: number | null }
  /** Playback has come to a frame; it plays all that is stored, also out of a pause. */
  | { type: 'played'; seq: number }
  | { type: 'went-live' }
  | { type: 'toggled-pause' }
  | { type: 'ended' }
  | { type: 'reopened' }

export function createTail(start: {
  lastSeq: number
  errorCount: number
  live: boolean
  selected: number | null
}): Tail {
  return {
    mode: start.live && start.selected === null ? 'follow' : 'hold',
    lastSeq: start.lastSeq,
    shownSeq: start.lastSeq,
    seenSeq: start.lastSeq,
    errorCount: start.errorCount,
    seenErrorCount: start.errorCount,
    selected: start.selected,
    live: start.live,
    resumeTo: 'follow',
  }
}

export function reduceTail(tail: Tail, event: TailEvent): Tail {
  switch (event.type) {
    case 'arrived': {
      const arrived = { ...tail, lastSeq: event.lastSeq, errorCount: event.errorCount }
      if (tail.mode === 'pause') return arrived
      const shown = { ...arrived, shownSeq: event.lastSeq }
      return tail.mode === 'follow' ? seen(shown) : shown
    }
    case 'looked-back':
      return tail.mode === 'follow' ? { ...seen(tail), mode: 'hold' } : tail
    case 'reached-bottom':
      return tail.mode === 'hold' && tail.live ? { ...seen(tail), mode: 'follow', selected: null } : tail
    case 'selected': {
      const selected = event.seq === null ? null : Math.max(1, Math.min(event.seq, tail.shownSeq))
      if (tail.mode !== 'follow' || selected === null) return { ...tail, selected }
      return { ...seen(tail), mode: 'hold', selected }
    }
    case 'played': {
      const held: Tail = { ...tail, mode: 'hold', shownSeq: tail.lastSeq, selected: event.seq }
      return tail.mode === 'follow' ? seen(held) : held
    }
    case 'went-live':
      return seen({ ...tail, mode: tail.live ? 'follow' : 'hold', shownSeq: tail.lastSeq, selected: null })
    case 'toggled-pause':
      if (tail.mode !== 'pause') {
        if (!tail.live) return tail
        return { ...tail, mode: 'pause', resumeTo: tail.mode, seenSeq: tail.lastSeq, seenErrorCount: tail.errorCount }
      }
      if (tail.resumeTo === 'follow' && tail.live) return seen({ ...tail, mode: 'follow', shownSeq: tail.lastSeq })
      return { ...tail, mode: 'hold', shownSeq: tail.lastSeq }
    case 'ended':
      return { ...tail, live: false, mode: tail.mode === 'follow' ? 'hold' : tail.mode }
    case 'reopened':
      return { ...tail, live: true }
    default:
      return event satisfies never
  }
}

/** Frames that the reader has not seen yet, and how many of them are errors. */
export function newFrames(tail: Tail): { count: number; errors: number } {
  if (tail.mode === 'follow') return { count: 0, errors: 0 }
  return { count: tail.lastSeq - tail.seenSeq, errors: tail.errorCount - tail.seenErrorCount }
}

function seen(tail: Tail): Tail {
  return { ...tail, seenSeq: tail.lastSeq, seenErrorCount: tail.errorCount }
}
