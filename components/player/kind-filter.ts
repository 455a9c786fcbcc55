import type { Frame } from '#lib/api/frame.ts'
import { kinds, type Kind } from '#lib/dialects/kind.ts'
import type { FrameSource } from './frame-source.ts'

/** Which kinds are shown, and where their frames are. Numbers are never given anew: a row keeps its seq. */
export type KindFilter = {
  shown: readonly Kind[]
  seqs: readonly number[]
  /** Whether all stored frames have been looked at. */
  complete: boolean
}

const scanPage = 2000

/** Finds the frames of the shown kinds: those stored by asking for them, those to come as they arrive. */
export function createKindScan(
  shown: readonly Kind[],
  lastSeq: number,
  source: Pick<FrameSource, 'read'>,
  changed: (filter: KindFilter, frames: readonly Frame[]) => void,
) {
  const abort = new AbortController()
  const wanted = new Set(shown)
  const stored: number[] = []
  const arrived: number[] = []
  let complete = lastSeq === 0

  const filter = (): KindFilter => ({ shown, seqs: [...stored, ...arrived], complete })

  async function scan(): Promise<void> {
    let after = 0
    while (after < lastSeq && !abort.signal.aborted) {
      const page = await source.read(after, scanPage, { kinds: shown, signal: abort.signal })
      const frames = page.frames.filter((frame) => frame.seq <= lastSeq)
      for (const frame of frames) stored.push(frame.seq)
      after = page.nextAfter ?? lastSeq
      complete = after >= lastSeq
      if (!abort.signal.aborted) changed(filter(), frames)
    }
  }

  return {
    filter,
    start: () => {
      scan().catch(() => undefined)
    },
    arrived(frames: readonly Frame[]): KindFilter {
      for (const frame of frames) if (frame.seq > lastSeq && wanted.has(frame.kind)) arrived.push(frame.seq)
      return filter()
    },
    stop: () => abort.abort(),
  }
}

export type KindScan = ReturnType<typeof createKindScan>

/** Row of a frame among the filtered ones, or of the last one before it; −1 if there is none. */
export function rowOfSeq(seqs: readonly number[], seq: number): number {
  let low = 0
  let high = seqs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((seqs[middle] ?? 0) <= seq) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The kinds of an address, or null for all of them. */
export function kindsOf(text: string | null): Kind[] | null {
  const named = (text ?? '').split(',')
  const known = kinds.filter((kind) => named.includes(kind))
  return known.length === 0 || known.length === kinds.length ? null : known
}
