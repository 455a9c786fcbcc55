import type { Frame } from '#lib/api/frame.ts'
import type { Kind } from '#lib/dialects/kind.ts'

/** When frames came, by the clock of this browser: how fast, and since when nothing has. */
export type Pulse = {
  /** Last frame that says something, and last frame of any kind. */
  meaningfulAt: number
  anyAt: number
  /** Arrivals of the last five seconds. */
  recent: readonly { at: number; count: number }[]
}

const windowMs = 5000
const idleKinds: ReadonlySet<Kind> = new Set(['comment', 'retry', 'field', 'heartbeat'])

/** Starts from the frames that are stored. `skewMs` is this browser's clock minus the server's. */
export function createPulse(frames: readonly Frame[], now: number, skewMs: number): Pulse {
  const at = (frame: Frame | undefined) => (frame ? Math.min(now, Date.parse(frame.receivedAt) + skewMs) : now)
  return {
    meaningfulAt: at(frames.findLast((frame) => !idleKinds.has(frame.kind))),
    anyAt: at(frames.at(-1)),
    recent: [],
  }
}

export function beat(pulse: Pulse, frames: readonly Frame[], now: number): Pulse {
  const says = frames.some((frame) => !idleKinds.has(frame.kind))
  return {
    meaningfulAt: says ? now : pulse.meaningfulAt,
    anyAt: now,
    recent: [...pulse.recent.filter(({ at }) => now - at < windowMs), { at: now, count: frames.length }],
  }
}

/** Frames a second over the last five seconds. */
export function rateOf(pulse: Pulse, now: number): number {
  const recent = pulse.recent.filter(({ at }) => now - at < windowMs)
  return recent.reduce((sum, { count }) => sum + count, 0) / (windowMs / 1000)
}
