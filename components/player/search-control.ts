import type { FrameSource } from './frame-source.ts'
import { cursorOf, type PlayerState } from './player-state.ts'

/** The player that a search belongs to. */
type Parts = {
  source: Pick<FrameSource, 'search'>
  get(): PlayerState
  set(change: Partial<PlayerState>): void
  setNow(change: Partial<PlayerState>): void
  goTo(seq: number): void
}

type Clock = { setTimeout(run: () => void, ms: number): unknown }

const typingMs = 200
const growingMs = 500
const againMs = 2000
const pageLimit = 500
/** Enough to go through by hand; a search that found so many is too wide. */
export const mostHits = 20_000

/** What a reader typed: a plain text, or after `glob:` one with `*` and `?`. */
export function readSearch(text: string): { q: string; glob: boolean } {
  const glob = text.startsWith('glob:')
  return { q: (glob ? text.slice(5) : text).slice(0, 500), glob }
}

/** Looks for a text in all frames of a run, then in those that come, and leads from one hit to the next. */
export function createSearchControl(
  { source, get, set, setNow, goTo }: Parts,
  { setTimeout = (run, ms) => globalThis.setTimeout(run, ms) }: Partial<Clock> = {},
) {
  let abort = new AbortController()
  let hits: number[] = []
  let scanned = 0
  let reading = false
  /** Where the reader wants to go as soon as there is something. */
  let wanted: 1 | -1 | null = null

  function search(text: string): void {
    abort.abort()
    abort = new AbortController()
    hits = []
    scanned = 0
    reading = false
    wanted = null
    const { q, glob } = readSearch(text)
    const isSomething = glob ? /[^*]/.test(q) : q !== ''
    setNow({ search: { text, hits: isSomething ? [] : null, busy: isSomething } })
    if (isSomething) later(typingMs)
  }

  function later(ms: number): void {
    const { signal } = abort
    reading = true
    setTimeout(() => {
      if (!signal.aborted) void read(signal)
    }, ms)
  }

  async function read(signal: AbortSignal): Promise<void> {
    const { text } = get().search
    try {
      for (let more = true; more && hits.length < mostHits;) {
        const page = await source.search({ ...readSearch(text), after: scanned, limit: pageLimit }, signal)
        if (signal.aborted) return
        for (const { seq } of page.hits) hits.push(seq)
        scanned = page.scanned
        more = page.more
        set({ search: { text, hits: [...hits], busy: more && hits.length < mostHits } })
        if (wanted !== null) hit(wanted)
      }
      reading = false
      if (get().tail.lastSeq > scanned) grown()
    } catch {
      // The server may be away for a moment: what was found stays, and the search goes on from there.
      if (!signal.aborted) later(againMs)
    }
  }

  /** Frames came: they are looked at too, at most twice a second. */
  function grown(): void {
    if (reading || get().search.hits === null || hits.length >= mostHits) return
    later(growingMs)
  }

  /** The next hit, or the one before; round the end once all are known. False if there is none. */
  function hit(by: 1 | -1): boolean {
    const { search, tail } = get()
    const cursor = tail.selected ?? (by > 0 ? 0 : cursorOf({ tail }) + 1)
    const next = by > 0 ? hits.find((seq) => seq > cursor) : hits.findLast((seq) => seq < cursor)
    const seq = next ?? (search.busy ? undefined : by > 0 ? hits[0] : hits.at(-1))
    wanted = seq === undefined && search.busy ? by : null
    if (seq !== undefined) goTo(seq)
    return seq !== undefined
  }

  return {
    search,
    hit,
    grown,
    /** Begins with what the address asks for. */
    open: () => search(get().search.text),
    stop: () => abort.abort(),
  }
}

/** Which of the hits the shown frame is, counted from one; 0 if it is none. */
export function hitNumber(hits: readonly number[], seq: number | null): number {
  if (seq === null) return 0
  return hits.indexOf(seq) + 1
}
