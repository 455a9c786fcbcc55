import type { Run } from '#lib/api/run.ts'
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

type Facts = Pick<Run, 'status' | 'recording' | 'lastFrameAt' | 'openTool'>

const silentAfterMs = 10_000
const toolPatienceMs = 60_000

/** What a run is doing, in a glyph, a colour and one or two words. Status and recording meet only here. */
export function runState(run: Facts, now: number): RunState {
  const is = (glyph: StateGlyph, tone: StateTone, word: string) => ({ glyph, tone, word, silentMs: null })
  switch (run.status) {
    case 'completed':
      return is('ok', 'ok', 'completed')
    case 'failed':
      return is('error', 'error', 'failed')
    case 'cancelled':
      return is('cancelled', 'idle', 'cancelled')
    case 'ended':
      return is('ended', 'idle', 'ended')
    case 'lost':
      return is('lost', 'gap', 'lost')
    case 'waiting_for_input':
      return recordingTrouble(run) ?? is('waiting', 'running', 'waiting for input')
    case 'queued':
      return recordingTrouble(run) ?? is('queued', 'idle', 'queued')
    case 'running':
      return recordingTrouble(run) ?? streaming(run, now)
    default:
      return run.status satisfies never
  }
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
    const word = run.recording === 'connecting' ? 'connecting' : 'running'
    return { glyph: 'running', tone: 'running', word, silentMs: null }
  }
  const since = formatSeconds(silentMs)
  if (run.openTool === null) return { glyph: 'stall', tone: 'stall', word: `silent ${since}`, silentMs }
  const patient = silentMs < toolPatienceMs
  const word = `tool ${run.openTool} · ${since}`
  return patient
    ? { glyph: 'waiting', tone: 'running', word, silentMs: null }
    : { glyph: 'stall', tone: 'stall', word, silentMs }
}
