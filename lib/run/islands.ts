import { kindCode, type Kind } from '#lib/dialects/kind.ts'

/** What a frame is on the timeline: `call` is all that tools say, and what is none of these is not looked at. */
export type IslandClass = 'output' | 'reasoning' | 'call' | 'gap'

/** Frames of one class that follow each other without a pause. Times in µs, null where the run's clock has none. */
export type Island = {
  class: IslandClass
  fromSeq: number
  toSeq: number
  fromUs: number | null
  toUs: number | null
}

/** A pause that parts two islands of one class. No stall is shorter. */
export const pauseUs = 2_000_000

const classOf = new Map<Kind, IslandClass>([
  ['output', 'output'],
  ['reasoning', 'reasoning'],
  ['tool', 'call'],
  ['result', 'call'],
  ['gap', 'gap'],
])
const classes: readonly (IslandClass | undefined)[] = Array.from(
  { length: 256 },
  (_, code) => [...classOf].find(([kind]) => kindCode(kind) === code)?.[1],
)

/**
 * Folds frames into islands, in place. `kinds` and `times` begin at the run's first frame; those up to `after` are in
 * the islands already. Times are µs on the run's clock, NaN where a frame has none.
 */
export function foldIslands(
  islands: Island[],
  { kinds, times }: { kinds: Uint8Array; times: Float64Array },
  after: number,
): void {
  let last = islands.at(-1)
  for (let at = after; at < kinds.length; at++) {
    const frame = classes[kinds[at] ?? 255]
    if (frame === undefined) continue
    const us = times[at] ?? Number.NaN
    const timed = !Number.isNaN(us)
    // A gap is there whether it has a time or not; any other frame without one says nothing of when.
    if (!timed && frame !== 'gap') continue
    const isPause = timed && last !== undefined && last.toUs !== null && us - last.toUs >= pauseUs
    if (last === undefined || last.class !== frame || isPause) {
      last = { class: frame, fromSeq: at + 1, toSeq: at + 1, fromUs: timed ? us : null, toUs: timed ? us : null }
      islands.push(last)
      continue
    }
    last.toSeq = at + 1
    if (timed) last.toUs = us
  }
}
