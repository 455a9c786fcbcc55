import type { Speed } from './playback-speed.ts'

// When a frame is due is worked out from where playback began, never from timer to timer, so that a late step
// makes the next one no later. Played time is the run's clock with long silences shortened, if they are folded;
// the wall clock runs `speed` times slower than it.

/** Silences of more than this are folded, to this much played time. */
export const foldAboveMs = 2000
const foldedMs = 300

/** Played time between frames of a run that has no clock. */
export const paceMs = 50

/** Of a tab that was hidden, or of a machine that slept, so much time counts as passed. */
const longestBreakMs = 250

export type Playback = {
  speed: Speed
  foldIdle: boolean
  /** Wall time at which played time was 0, and wall time of the last step. */
  startedAt: number
  steppedAt: number
  /** The last frame that was due, its place on the run's clock, and the played time at which it was due. */
  seq: number
  offsetMs: number | null
  dueMs: number
  /** Whether the next frame was not at hand at the last step. */
  waits: boolean
}

/** What playback needs of a frame. `isGap`: something is missing before it, which is never passed over. */
type PlayedFrame = { offsetMs: number | null; isGap: boolean }

/** A frame by its number; undefined while it is not at hand. */
export type FrameLookup = (seq: number) => PlayedFrame | undefined

/** Playback that shows `seq` at `now`. `positionMs` is a place on the run's clock between it and the next frame. */
export function startPlayback(
  start: { seq: number; positionMs?: number | null; now: number; speed: Speed; foldIdle: boolean },
  frame: FrameLookup,
): Playback {
  const { seq, now, speed, foldIdle } = start
  const offsetMs = frame(seq)?.offsetMs ?? null
  const begun = { speed, foldIdle, startedAt: now, steppedAt: now, seq, offsetMs, dueMs: 0, waits: false }
  if (offsetMs === null || start.positionMs === undefined || start.positionMs === null || speed === 'max') return begun
  const inGapMs = Math.max(0, start.positionMs - offsetMs)
  const next = frame(seq + 1)
  const gapMs = next === undefined ? inGapMs : realGap(begun, next)
  const share = gapMs === 0 ? 1 : Math.min(1, inGapMs / gapMs)
  const playedMs = share * (next === undefined ? inGapMs : playedGap(begun, next))
  return { ...begun, startedAt: now - playedMs / speed }
}

/**
 * Playback as of `now`: its `seq` is the frame that is due, of at most `maxFrames` more than before. A frame is
 * due `leadMs` early, half the time between two paints, so that it shows as often early as late.
 */
export function advance(
  playback: Playback,
  now: number,
  frame: FrameLookup,
  { lastSeq, leadMs = 8, maxFrames = 500 }: { lastSeq: number; leadMs?: number; maxFrames?: number },
): Playback {
  const { speed } = playback
  let { seq, offsetMs, dueMs, startedAt, waits } = playback
  for (let count = 0; count < maxFrames && seq < lastSeq; count += 1) {
    const next = frame(seq + 1)
    if (next === undefined) return { ...playback, steppedAt: now, startedAt, seq, offsetMs, dueMs, waits: true }
    if (speed !== 'max') {
      const nextDueMs = dueMs + playedGap({ ...playback, offsetMs }, next)
      const overdueMs = now - startedAt - nextDueMs / speed
      if (overdueMs < -leadMs) {
        waits = false
        break
      }
      // The time it took to read a frame is not made up for by a leap.
      if (waits && overdueMs > 0) startedAt += overdueMs
      dueMs = nextDueMs
    }
    waits = false
    seq += 1
    offsetMs = next.offsetMs ?? offsetMs
  }
  return { ...playback, steppedAt: now, startedAt, seq, offsetMs, dueMs, waits }
}

/** Playback that goes on after a time in which nobody could see it: that time hardly counts. */
export function afterBreak(playback: Playback, now: number): Playback {
  const passedMs = now - playback.steppedAt
  if (passedMs <= longestBreakMs) return playback
  return { ...playback, startedAt: playback.startedAt + passedMs - longestBreakMs }
}

/** Where the run's own clock stands, also between frames and inside a folded silence; null without a clock. */
export function positionAt(playback: Playback, now: number, frame: FrameLookup): number | null {
  const { speed, offsetMs, startedAt, dueMs, seq } = playback
  if (offsetMs === null || speed === 'max') return offsetMs
  const next = frame(seq + 1)
  const sinceMs = Math.max(0, (now - startedAt) * speed - dueMs)
  if (next === undefined) return offsetMs
  const gapMs = playedGap(playback, next)
  return offsetMs + (gapMs === 0 ? 0 : Math.min(1, sinceMs / gapMs) * realGap(playback, next))
}

/** How long the way to the next frame is played. */
function playedGap(from: Pick<Playback, 'offsetMs' | 'foldIdle'>, next: PlayedFrame): number {
  if (from.offsetMs === null) return paceMs
  const gapMs = realGap(from, next)
  return from.foldIdle && gapMs > foldAboveMs && !next.isGap ? foldedMs : gapMs
}

/** On the run's clock. An upstream's own clock may stand or go back; playback does not. */
function realGap(from: Pick<Playback, 'offsetMs'>, next: PlayedFrame): number {
  if (from.offsetMs === null || next.offsetMs === null) return 0
  return Math.max(0, next.offsetMs - from.offsetMs)
}
