import { addGap, type GapHistogram } from './gap-histogram.ts'

// Inter-token time, as it is folded while a run is recorded. What is read of a whole run at once (series-gaps.ts) has
// the same meaning: a gap is from one output frame to the next of the same message. Reasoning, anything of a tool and
// missing data begin anew, and on our clock a frame of the backlog tells nothing of time. While a call is open it is tool
// wait and not the model's pace; a call whose end is never recorded may have ended at once and counts for nothing.

/** A moment on the run's clock and the frame it comes from. */
export type Point = { us: number; seq: number }

/** Gaps as far as figures need them. `us` of the shortest and the longest is their length. Plain JSON. */
export type GapTally = {
  histogram: GapHistogram
  count: number
  shortest: Point | null
  longest: Point | null
  /** Gaps of 2 s and more, which may be stalls: `us` is the length, `atUs` its begin. At most 500. */
  long: { seq: number; atUs: number; us: number }[]
}

export type InterToken = {
  /** The last output frame of the message that is being written; null after anything else was in between. */
  last: Point | null
  tally: GapTally
  /** Gaps with a call open, by the frame that the latest such call began with: they are tool wait once it ends. */
  pending: { since: number; tally: GapTally }[]
}

const longGapUs = 2_000_000
const maxLongGaps = 500

const noGaps = (): GapTally => ({ histogram: {}, count: 0, shortest: null, longest: null, long: [] })

export const noInterToken = (): InterToken => ({ last: null, tally: noGaps(), pending: [] })

/** Folds an output frame, in place. `openSince` is the frame that the latest open call began with. */
export function foldOutput(
  interToken: InterToken,
  point: Point,
  { isTimed, openSince }: { isTimed: boolean; openSince: number | null },
): void {
  const before = interToken.last
  interToken.last = isTimed ? point : null
  if (before === null || !isTimed || point.us < before.us) return
  const gap = { seq: point.seq, atUs: before.us, us: point.us - before.us }
  addTo(openSince === null ? interToken.tally : pendingSince(interToken, openSince), gap)
}

/** A call that began with frame `since` has ended, in place: the gaps after that frame were waits for it. */
export function endCall(interToken: InterToken, since: number): void {
  interToken.pending = interToken.pending.filter((pending) => pending.since < since)
}

/** No call that is open will end any more, in place: what waited for that counts. */
export function settleGaps(interToken: InterToken): void {
  const { tally } = interToken
  for (const { tally: more } of interToken.pending) {
    for (const [bucket, count] of Object.entries(more.histogram)) {
      tally.histogram[bucket] = (tally.histogram[bucket] ?? 0) + count
    }
    tally.count += more.count
    keepExtremes(tally, more.shortest)
    keepExtremes(tally, more.longest)
    tally.long = [...tally.long, ...more.long].toSorted((a, b) => a.seq - b.seq).slice(0, maxLongGaps)
  }
  interToken.pending = []
}

function pendingSince({ pending }: InterToken, since: number): GapTally {
  const known = pending.find((each) => each.since === since)
  if (known) return known.tally
  const tally = noGaps()
  pending.push({ since, tally })
  return tally
}

function keepExtremes(tally: GapTally, gap: Point | null): void {
  if (gap === null) return
  if (gap.us > (tally.longest?.us ?? -1)) tally.longest = gap
  if (gap.us < (tally.shortest?.us ?? Infinity)) tally.shortest = gap
}

function addTo(tally: GapTally, gap: GapTally['long'][number]): void {
  addGap(tally.histogram, gap.us)
  tally.count++
  keepExtremes(tally, { us: gap.us, seq: gap.seq })
  if (gap.us >= longGapUs && tally.long.length < maxLongGaps) tally.long.push(gap)
}
