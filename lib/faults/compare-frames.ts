import type { Finding, FindingClass } from './finding.ts'
import type { Emitted, RunTruth } from './run-truth.ts'

/** A frame as one reader of a recording has it. */
export type Observed = {
  seq: number
  upstreamId: string | null
  sha256: string
  /** Of a gap: what it says is missing, null for a number that nobody can know. */
  gap: { reason: string; missingCount: number | null; openedAt: string | null } | null
  receivedUs: number
}

/** Emitted frames that were passed over, by position, and the gap that stands there, if one does. */
type Hole = { from: number; to: number; beforeSeq: number | null; gap: Observed | null }

/**
 * Compares the frames of one reader with what was emitted. Pure. `resumable`: the upstream gives a resumed reader only
 * frames that have an id, so that one without (a comment, a heartbeat) may be missing after a break.
 */
export function compareFrames(
  truth: RunTruth,
  observed: readonly Observed[],
  { where, resumable }: { where: Finding['where']; resumable: boolean },
): Finding[] {
  const { emitted } = truth
  const findings: Finding[] = []
  const positions = positionsOf(emitted)
  const beside = new Map(truth.beside)
  const stored = new Set<number>()
  const holes: Hole[] = []
  const unknown: { frame: Observed; expected: number }[] = []
  let next = 0
  let openGap: Observed | null = null
  let last: Observed | null = null

  const find = (name: FindingClass, seq: number | null, said: string, found: string) =>
    void findings.push({ class: name, run: truth.run, where, seq, truth: said, found })

  for (const frame of observed) {
    compareOrder(last, frame)
    last = frame
    if (frame.gap) {
      // Two gaps in a row are told apart by nothing: the one that knows how many counts.
      if (openGap?.gap?.missingCount == null) openGap = frame
      continue
    }
    const at = takePosition(frame)
    if (at === null) continue
    stored.add(at)
    if (at < next) {
      find('reorder', frame.seq, `frame ${nOf(at)} before ${nOf(next - 1)}`, 'it comes behind')
      continue
    }
    if (at > next || openGap) holes.push({ from: next, to: at, beforeSeq: frame.seq, gap: openGap })
    openGap = null
    next = at + 1
  }
  if (next < emitted.length || openGap) holes.push({ from: next, to: emitted.length, beforeSeq: null, gap: openGap })
  // What stands in the place of another is wrong once, and that other one not lost besides.
  for (const { frame, expected } of unknown) judgeUnknown(frame, expected)
  for (const hole of holes) judge(hole)
  return findings

  /** Numbers follow each other, and time does not go back. */
  function compareOrder(before: Observed | null, frame: Observed) {
    const expected = (before?.seq ?? 0) + 1
    if (frame.seq > expected) find('undeclared-gap', frame.seq, `frame number ${expected}`, `number ${frame.seq}`)
    if (frame.seq < expected) find('nonmonotonic', frame.seq, `frame number ${expected}`, `number ${frame.seq}`)
    if (before && frame.receivedUs < before.receivedUs) {
      find(
        'nonmonotonic',
        frame.seq,
        `received at ${before.receivedUs} us or later`,
        `received at ${frame.receivedUs} us`,
      )
    }
  }

  /** Which emitted frame it is; null for one that is none, or is there already. */
  function takePosition(frame: Observed): number | null {
    const known = positions.get(frame.sha256)
    const at =
      known?.find((position) => position >= next && !stored.has(position)) ?? known?.find((p) => !stored.has(p))
    if (at !== undefined) return at
    const besides = beside.get(frame.sha256) ?? 0
    if (besides > 0) beside.set(frame.sha256, besides - 1)
    else if (known) find('dup', frame.seq, `frame ${nOf(known[0])} ${times(known.length)}`, 'once more')
    else if (beside.has(frame.sha256)) {
      find(
        'dup',
        frame.seq,
        `${frame.sha256} ${times(truth.beside.get(frame.sha256) ?? 0)} beside the run`,
        'once more',
      )
    } else unknown.push({ frame, expected: next })
    return null
  }

  function judge({ from, to, beforeSeq, gap }: Hole) {
    const missing = emitted.slice(from, to).filter((frame, i) => !stored.has(from + i) && !isFleeting(frame))
    const counted = gap?.gap?.missingCount ?? null
    if (gap && counted === null) return
    if (gap && counted !== missing.length) {
      const name = missing.length === 0 ? 'phantom' : 'undeclared-gap'
      find(name, gap.seq, `${missing.length} frames that are not there`, `a gap (${gap.gap?.reason}) of ${counted}`)
    }
    if (gap) return
    for (const frame of missing) {
      const place = beforeSeq === null ? 'nothing behind the last frame' : 'no gap before this frame'
      find(frame.taken ? 'lost' : 'undeclared-gap', beforeSeq, describe(frame), place)
    }
  }

  /** Bytes that were never emitted: those of a frame in whose place or under whose id they stand, or of none. */
  function judgeUnknown(frame: Observed, expected: number) {
    const byId = frame.upstreamId === null ? -1 : emitted.findIndex(({ id }) => id === frame.upstreamId)
    const at = byId >= 0 ? byId : stored.has(expected) ? -1 : expected
    const original = emitted[at]
    if (original) {
      stored.add(at)
      find('mutated', frame.seq, describe(original), frame.sha256)
    } else find('phantom', frame.seq, 'nothing', `${frame.sha256}, id ${frame.upstreamId ?? 'none'}`)
  }

  function isFleeting({ id }: Emitted) {
    return resumable && id === null
  }

  function nOf(position: number | undefined) {
    return emitted[position ?? -1]?.n ?? 0
  }
}

function positionsOf(emitted: readonly Emitted[]): Map<string, number[]> {
  const positions = new Map<string, number[]>()
  for (const [at, { sha256 }] of emitted.entries()) {
    const known = positions.get(sha256)
    if (known) known.push(at)
    else positions.set(sha256, [at])
  }
  return positions
}

function describe({ n, id, sha256, bytes, taken }: Emitted): string {
  return `frame ${n}, id ${id ?? 'none'}, ${bytes} bytes, ${sha256}, ${taken ? 'taken by a socket' : 'never sent'}`
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}
