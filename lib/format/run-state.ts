import type { Run, RunStatus } from '#lib/api/run.ts'
import { formatSeconds } from './duration.ts'

/** The look of a status: a glyph, never colour alone. */
export type StateGlyph = 'ok' | 'error' | 'running' | 'waiting' | 'stall' | 'lost' | 'cancelled' | 'queued' | 'ended'

export type StateTone = 'ok' | 'running' | 'error' | 'stall' | 'gap' | 'idle'

export type RunState = {
  glyph: StateGlyph
  tone: StateTone
  word: string
  /** How long nothing came, where that is worth saying. */
  silentMs: number | null
}

type Facts = Pick<Run, 'status' | 'recording' | 'lastFrameAt' | 'openTool'> & { integrity?: Run['integrity'] }

const silentAfterMs = 10_000
const toolPatienceMs = 60_000

/** What a run is doing, in a glyph, a colour and one or two words. Status and recording meet only here. */
export function runState(run: Facts, now: number): RunState {
  // Nobody here watches it: what is known is what its upstream said.
  if (run.integrity === 'not_recorded') return statusState(run.status)
  switch (run.status) {
    case 'running':
      return recordingTrouble(run) ?? streaming(run, now)
    case 'queued':
    case 'waiting_for_input':
      return recordingTrouble(run) ?? statusState(run.status)
    case 'completed':
    case 'failed':
    case 'cancelled':
    case 'ended':
    case 'lost':
      return statusState(run.status)
    default:
      return run.status satisfies never
  }
}

const looks: Record<RunStatus, { glyph: StateGlyph; tone: StateTone }> = {
  queued: { glyph: 'queued', tone: 'idle' },
  running: { glyph: 'running', tone: 'running' },
  waiting_for_input: { glyph: 'waiting', tone: 'running' },
  completed: { glyph: 'ok', tone: 'ok' },
  failed: { glyph: 'error', tone: 'error' },
  cancelled: { glyph: 'cancelled', tone: 'idle' },
  ended: { glyph: 'ended', tone: 'idle' },
  lost: { glyph: 'lost', tone: 'gap' },
}

/** The look of a status by itself, whatever the recorder does. */
export function statusState(status: RunStatus): RunState {
  return { ...looks[status], word: statusWord(status), silentMs: null }
}

/** A status as people write it. */
export function statusWord(status: RunStatus): string {
  return status.replaceAll('_', ' ')
}

/** Whether the run is over, as far as anyone can say. */
export function isOver(status: RunStatus): boolean {
  return status !== 'queued' && status !== 'running' && status !== 'waiting_for_input'
}

function recordingTrouble(run: Facts): RunState | null {
  switch (run.recording) {
    case 'auth_required':
      return { glyph: 'stall', tone: 'stall', word: 'needs a credential', silentMs: null }
    case 'blocked':
      return { glyph: 'stall', tone: 'stall', word: 'cannot record', silentMs: null }
    case 'waiting':
      return { glyph: 'stall', tone: 'stall', word: 'reconnecting', silentMs: null }
    case 'closed':
      return { glyph: 'ended', tone: 'idle', word: 'not recording', silentMs: null }
    case 'pending':
    case 'connecting':
    case 'streaming':
      return null
    default:
      return run.recording satisfies never
  }
}

function streaming(run: Facts, now: number): RunState {
  const silentMs = run.lastFrameAt ? Math.max(0, now - Date.parse(run.lastFrameAt)) : 0
  if (silentMs <= silentAfterMs) {
    const state = statusState('running')
    return run.recording === 'connecting' ? { ...state, word: 'connecting' } : state
  }
  const since = formatSeconds(silentMs)
  if (run.openTool === null) return { glyph: 'stall', tone: 'stall', word: `silent ${since}`, silentMs }
  const patient = silentMs < toolPatienceMs
  const word = `tool ${run.openTool} · ${since}`
  return patient
    ? { glyph: 'waiting', tone: 'running', word, silentMs: null }
    : { glyph: 'stall', tone: 'stall', word, silentMs }
}
