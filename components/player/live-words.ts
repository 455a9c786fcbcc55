import type { Run } from '#lib/api/run.ts'
import { formatCount } from '#lib/format/count.ts'
import { formatSeconds } from '#lib/format/duration.ts'
import { isOver } from '#lib/format/run-state.ts'
import type { StreamState } from './frame-source.ts'
import { isAsking } from './run-words.ts'
import type { Tail } from './tail.ts'

export type LiveWords = { tone: 'running' | 'stall' | 'gap' | 'idle' | 'error'; dot: boolean; words: string }

/**
 * What the state chip says: always what is true now. Silence counts from the last meaningful frame; an open
 * tool explains it, comments and heartbeats show that the connection lives.
 */
export function liveWords(facts: {
  run: Pick<Run, 'status' | 'recording' | 'recordingError' | 'openTool'>
  tail: Tail
  /** How many recorders live; null while nobody has said. */
  recorders: number | null
  /** Whether more may follow the terminal frame, so that the stream is listened to for a while longer. */
  grace: boolean
  stream: StreamState
  /** Frames a second over the last seconds. */
  rate: number
  quietMs: number
  /** Time since any frame at all, heartbeats included. */
  anyFrameMs: number
  silenceAfterMs: number
  openTool: string | null
}): LiveWords {
  const { run, tail, stream } = facts
  if (tail.mode === 'pause')
    return { tone: 'idle', dot: false, words: `paused · +${formatCount(tail.lastSeq - tail.shownSeq)}` }
  if (!tail.live || run.recording === 'closed') return { tone: 'idle', dot: false, words: 'ended' }
  if (stream.name === 'reconnecting') {
    const words = `reconnecting (${stream.attempt}) · last frame ${formatCount(tail.lastSeq)}`
    return { tone: 'stall', dot: false, words }
  }
  if (facts.recorders === 0) return { tone: 'stall', dot: false, words: 'no recorder is running' }
  // The agent is done; the upstream keeps its stream open, and whatever it still sends is recorded.
  if (isOver(run.status)) {
    const words =
      run.recording !== 'streaming'
        ? 'reading once more'
        : facts.grace
          ? 'listening for late frames'
          : 'stream still open'
    return { tone: 'idle', dot: false, words: `ended · ${words}` }
  }
  if (isAsking(run)) return { tone: 'stall', dot: false, words: 'asking what became of it' }
  const recording = recordingWords(run.recording)
  if (recording !== null) return recording
  const silent = formatSeconds(facts.quietMs)
  if (run.status === 'waiting_for_input') return { tone: 'running', dot: false, words: `waiting for input · ${silent}` }
  if (facts.quietMs >= facts.silenceAfterMs) {
    if (facts.openTool !== null)
      return { tone: 'running', dot: true, words: `waiting for tool ${facts.openTool} · ${silent}` }
    const alive = facts.anyFrameMs < facts.quietMs - 1000 ? ' · alive' : ''
    return { tone: 'stall', dot: true, words: `live · silent ${silent}${alive}` }
  }
  return {
    tone: 'running',
    dot: true,
    words: `live · ${facts.rate < 100 ? facts.rate.toFixed(1) : Math.round(facts.rate)}/s`,
  }
}

function recordingWords(recording: Run['recording']): LiveWords | null {
  switch (recording) {
    case 'pending':
      return { tone: 'idle', dot: false, words: 'waiting for a recorder' }
    case 'connecting':
      return { tone: 'running', dot: false, words: 'connecting' }
    case 'waiting':
      return { tone: 'stall', dot: false, words: 'waiting to retry' }
    case 'auth_required':
      return { tone: 'error', dot: false, words: 'needs a credential' }
    case 'blocked':
      return { tone: 'error', dot: false, words: 'recording blocked' }
    case 'streaming':
    case 'closed':
      return null
    default:
      return recording satisfies never
  }
}

/** Silence begins after the longer of two seconds and five usual gaps. */
export function silenceAfterMs(itlP50Ms: number | null): number {
  return Math.max(2000, 5 * (itlP50Ms ?? 0))
}
