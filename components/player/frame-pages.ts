import type { Frame } from '#lib/api/frame.ts'
import { createFrameCache, pageSize } from './frame-cache.ts'
import type { FrameSource } from './frame-source.ts'

/** Frames of one read ahead: large enough for 16×, small enough to be taken in between two paints. */
const maxAhead = 1000
const retryMs = 1000

/** The frames that are at hand, and those being fetched: each page at most once at a time. */
export function createFramePages(
  source: Pick<FrameSource, 'read'>,
  initial: readonly Frame[],
  changed: () => void,
  cache = createFrameCache(),
) {
  cache.put(initial)
  let readingAhead = false
  const reading = new Map<number, Promise<void>>()

  async function fill(from: number): Promise<void> {
    const end = (Math.floor((from - 1) / pageSize) + 1) * pageSize
    const { frames } = await source.read(from - 1, end - from + 1)
    cache.put(frames)
    changed()
  }

  async function readAhead(from: number, last: number): Promise<void> {
    const { frames } = await source.read(from - 1, Math.min(maxAhead, last - from + 1))
    cache.put(frames)
    changed()
  }

  function start(from: number): Promise<void> {
    const known = reading.get(from)
    if (known !== undefined) return known
    const read = fill(from).finally(() => reading.delete(from))
    reading.set(from, read)
    return read
  }

  return {
    get: cache.get,
    put: cache.put,
    /** Asks for what is missing of a range; a failed read is asked for again by the next call. */
    want(first: number, last: number): void {
      for (const from of cache.missing(first, last)) start(from).catch(() => undefined)
    },
    /** Reads the next frames up to `last` that are not at hand, some of them at a time; call it again and again. */
    ahead(after: number, last: number): void {
      const missing = readingAhead || after >= last ? undefined : cache.missing(after + 1, last)[0]
      if (missing === undefined) return
      readingAhead = true
      readAhead(missing, last)
        .catch(() => new Promise((resolve) => setTimeout(resolve, retryMs)))
        .finally(() => (readingAhead = false))
    },
    /** The frames of a range, all of them. A page of large frames takes more than one read. */
    async range(first: number, last: number): Promise<Frame[]> {
      for (let turn = 0; turn < 1000; turn += 1) {
        const missing = cache.missing(first, last)
        if (missing.length === 0) break
        await Promise.all(missing.map(start))
        if (cache.missing(first, last)[0] === missing[0]) break
      }
      const frames: Frame[] = []
      for (let seq = first; seq <= last; seq += 1) {
        const frame = cache.get(seq)
        if (frame === undefined) throw new Error(`Frame ${seq} could not be read.`)
        frames.push(frame)
      }
      return frames
    },
  }
}

export type FramePages = ReturnType<typeof createFramePages>
