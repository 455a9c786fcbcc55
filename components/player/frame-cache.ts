import type { Frame } from '#lib/api/frame.ts'

export const pageSize = 250

type Page = { frames: (Frame | undefined)[]; weight: number }

/**
 * Frames by seq in pages of 250, as many as fit into a bound of frames and of characters. What was used
 * longest ago goes first; it can be read again at any time.
 */
export function createFrameCache({ maxFrames = 12_000, maxCharacters = 24_000_000 } = {}) {
  const pages = new Map<number, Page>()
  let weight = 0

  function put(frames: readonly Frame[]): void {
    for (const frame of frames) {
      const number = pageOf(frame.seq)
      const page = pages.get(number) ?? { frames: [], weight: 0 }
      if (!pages.has(number)) pages.set(number, page)
      const slot = (frame.seq - 1) % pageSize
      if (page.frames[slot] !== undefined) continue
      page.frames[slot] = frame
      const added = (frame.data?.length ?? 0) + 200
      page.weight += added
      weight += added
    }
    const last = frames.at(-1)
    if (last !== undefined) touch(pageOf(last.seq))
    evict()
  }

  function touch(number: number): void {
    const page = pages.get(number)
    if (page === undefined) return
    pages.delete(number)
    pages.set(number, page)
  }

  /** At least two pages stay, whatever they weigh: the one in view and the one that grows. */
  function evict(): void {
    while (pages.size > 2 && (pages.size * pageSize > maxFrames || weight > maxCharacters)) {
      const [oldest, page] = pages.entries().next().value as [number, Page]
      pages.delete(oldest)
      weight -= page.weight
    }
  }

  return {
    put,
    get: (seq: number): Frame | undefined => pages.get(pageOf(seq))?.frames[(seq - 1) % pageSize],
    /** Marks the pages of a range as used, and gives the first missing frame of each page. */
    missing(first: number, last: number): number[] {
      const missing: number[] = []
      for (let number = pageOf(Math.max(1, first)); number <= pageOf(Math.max(1, last)); number += 1) {
        touch(number)
        const page = pages.get(number)
        const end = Math.min(pageSize, last - number * pageSize)
        for (let slot = 0; slot < end; slot += 1) {
          if (page?.frames[slot] !== undefined) continue
          missing.push(number * pageSize + slot + 1)
          break
        }
      }
      return missing
    },
    size: () => pages.size * pageSize,
  }
}

export function pageOf(seq: number): number {
  return Math.floor((seq - 1) / pageSize)
}
