import type { Beat, Call, Scene } from './scene.ts'

/** What happens in a scene, one thing after the other, each so many ms after the one before. */
export type Moment = { afterMs: number; what: Happening }

export type Happening =
  | { name: 'say' | 'think'; text: string }
  | { name: 'called'; callId: string; call: Call }
  | { name: 'progress'; callId: string; call: Call; message: string }
  | { name: 'returned'; callId: string; call: Call; failed: boolean }
  | { name: 'notice'; message: string; severity: 'info' | 'warning' }
  /** Nothing more until somebody answers. */
  | { name: 'asked'; callId: string; message: string; schema: object }
  /** Done by another agent, for this call. */
  | { name: 'delegated'; callId: string; call: Call; what: Happening }

export type Tempo = {
  random: () => number
  /** How many pieces of text a second. */
  piecesPerSecond: number
  /** 2 is twice as fast, tools included. */
  speed: number
}

/** Plays a scene on paper. With `fails`, its last call that can fail does. */
export function timeline(scene: Scene, tempo: Tempo, { fails = false } = {}): Moment[] {
  const lastFailure = scene.beats.flatMap(callsOf).findLast((call) => call.failure)
  const moments = played(scene.beats, tempo, callIds(tempo.random), fails ? lastFailure : undefined)
  return moments.map((moment) => ({ ...moment, afterMs: Math.round(moment.afterMs / tempo.speed) }))
}

/** The tempo at which a scene takes at least so long: slow enough to be found in a list while it goes on. */
export function lasting(scene: Scene, tempo: Tempo, leastMs: number): Tempo {
  const takesMs = timeline(scene, { ...tempo, speed: 1 }).reduce((sum, { afterMs }) => sum + afterMs, 0)
  return { ...tempo, speed: Math.min(tempo.speed, takesMs / leastMs) }
}

function played(beats: readonly Beat[], tempo: Tempo, ids: () => string, fails: Call | undefined): Moment[] {
  return beats.flatMap((beat, at): Moment[] => {
    // A model needs a moment before it begins and after each result.
    const pause = { afterMs: between(tempo, at === 0 ? 350 : 180, at === 0 ? 1200 : 700) }
    switch (beat.beat) {
      case 'say':
      case 'think': {
        const name = beat.beat
        return spoken(beat.pieces, tempo).map(({ afterMs, text }, n) => ({
          afterMs: n === 0 ? pause.afterMs : afterMs,
          what: { name, text },
        }))
      }
      case 'call':
        return called(beat.calls, pause.afterMs, ids, tempo, fails)
      case 'notice':
        return [{ ...pause, what: { name: 'notice', message: beat.message, severity: beat.severity } }]
      case 'ask':
        return [{ ...pause, what: { name: 'asked', callId: ids(), message: beat.message, schema: beat.schema } }]
      default:
        return beat satisfies never
    }
  })
}

function spoken(pieces: readonly string[], tempo: Tempo): { afterMs: number; text: string }[] {
  const meanMs = 1000 / tempo.piecesPerSecond
  return pieces.map((text) => {
    // Mostly even, now and then a short hitch, as real models have.
    const hitch = tempo.random() < 0.02 ? between(tempo, 150, 450) : 0
    return { afterMs: meanMs * (0.4 + 1.2 * tempo.random()) + hitch, text }
  })
}

function called(
  calls: readonly Call[],
  afterMs: number,
  nextId: () => string,
  tempo: Tempo,
  fails: Call | undefined,
): Moment[] {
  const timed = calls.flatMap((call, n): { atMs: number; what: Happening }[] => {
    const callId = nextId()
    const startMs = afterMs + n * between(tempo, 20, 70)
    const progress = call.progress ?? []
    let atMs = startMs
    const delegated = played(call.delegate ?? [], tempo, nextId, undefined).map(({ afterMs, what }) => {
      atMs += afterMs
      return { atMs, what: { name: 'delegated' as const, callId, call, what } }
    })
    const endMs = atMs + call.ms * between(tempo, 1, 1.3)
    return [
      { atMs: startMs, what: { name: 'called', callId, call } },
      ...delegated,
      ...progress.map((message, step) => ({
        atMs: startMs + (call.ms * (step + 0.5)) / progress.length,
        what: { name: 'progress' as const, callId, call, message },
      })),
      { atMs: endMs, what: { name: 'returned', callId, call, failed: call === fails } },
    ]
  })
  timed.sort((a, b) => a.atMs - b.atMs)
  return timed.map(({ atMs, what }, n) => ({ afterMs: atMs - (timed[n - 1]?.atMs ?? 0), what }))
}

function callsOf(beat: Beat): readonly Call[] {
  return beat.beat === 'call' ? beat.calls : []
}

function callIds(random: () => number): () => string {
  let count = 0
  const stem = Math.floor(random() * 0xffffff).toString(36)
  return () => `call_${stem}${(++count).toString(36)}`
}

function between(tempo: Tempo, from: number, to: number): number {
  return from + (to - from) * tempo.random()
}
