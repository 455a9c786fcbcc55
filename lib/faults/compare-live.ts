import type { Frame } from '#lib/api/frame.ts'
import { hash } from 'node:crypto'
import type { Finding } from './finding.ts'

/** What a viewer was shown, in the order in which it came, over however many connections. */
export type Shown = {
  viewer: string
  /** The seq behind which it began. */
  after: number
  frames: { seq: number; digest: string }[]
  /** It was told that the recording is over. */
  ended: boolean
}

/** What a frame says, without its offset, which depends on when the run's start became known. */
export function digestOf(frame: Frame): string {
  const told = Object.entries(frame).filter(([name]) => name !== 'offsetMs' && name !== 'raw')
  return hash('sha256', JSON.stringify(told.toSorted(([a], [b]) => (a < b ? -1 : 1)))).slice(0, 20)
}

/** Compares what one viewer was shown with the replay of the run once it is over: digests by seq, from 1 to `lastSeq`. */
export function compareLive(
  run: string,
  { viewer, after, frames, ended }: Shown,
  replay: { digests: ReadonlyMap<number, string>; lastSeq: number },
): Finding[] {
  const findings: Finding[] = []
  const find = (name: Finding['class'], seq: number, truth: string, found: string) =>
    void findings.push({ class: name, run, where: 'live', seq, truth, found: `${found} to viewer ${viewer}` })
  let last = after
  for (const { seq, digest } of frames) {
    if (seq <= last) find('nonmonotonic', seq, `frame ${last + 1} next`, `frame ${seq} shown`)
    else if (seq > last + 1) find('poll-skip', last + 1, `frames ${last + 1} to ${seq - 1}`, `frame ${seq} shown next`)
    last = Math.max(last, seq)
    const replayed = replay.digests.get(seq)
    if (replayed !== digest) find('live-not-replay', seq, replayed ?? 'no such frame in replay', `${digest} shown`)
  }
  if (!ended) find('poll-skip', last, 'the end of the recording', 'no end told')
  else if (last < replay.lastSeq) find('poll-skip', last + 1, `frames ${last + 1} to ${replay.lastSeq}`, 'the end told')
  return findings
}
