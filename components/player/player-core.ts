import type { Frame } from '#lib/api/frame.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import { formatCount } from '#lib/format/count.ts'
import { createFramePages, type FramePages } from './frame-pages.ts'
import type { FrameSource, RunState } from './frame-source.ts'
import { createHistory } from './history.ts'
import type { PlayerState, ScrollRequest } from './player-state.ts'
import { reduceTail, type TailEvent } from './tail.ts'

/** At most ten repaints a second, however fast frames come. */
const commitEveryMs = 100

/** The state of a player and what moves it, for the parts that the store is made of. */
export type PlayerCore = {
  source: FrameSource
  dialect: Dialect | null
  pages: FramePages
  history: ReturnType<typeof createHistory>
  get(): PlayerState
  /** Changes the state, which shows with the next repaint; `setNow` shows at once, as what the reader does must. */
  set(change: Partial<PlayerState>): void
  setNow(change: Partial<PlayerState>): void
  /** Changes the state and tells nobody yet. */
  stage(change: Partial<PlayerState>): void
  subscribe(run: () => void): () => void
  dispatch(event: TailEvent, scrollTo?: ScrollRequest['to']): void
  /** Brings the shown state to the shown frame. */
  look(): void
}

export function createPlayerCore(
  source: FrameSource,
  dialect: Dialect | null,
  frames: readonly Frame[],
  initial: PlayerState,
): PlayerCore {
  const pages = createFramePages(source, frames, () => set({ loaded: state.loaded + 1 }))
  const history = createHistory(dialect, pages, source)
  const listeners = new Set<() => void>()
  let state = initial
  let committing = false
  let frozen: RunState | null = null
  if (initial.tip) history.keep(initial.tip)

  function stage(change: Partial<PlayerState>): void {
    state = { ...state, ...change }
  }

  function set(change: Partial<PlayerState>): void {
    stage(change)
    if (committing) return
    committing = true
    setTimeout(commit, commitEveryMs)
  }

  function setNow(change: Partial<PlayerState>): void {
    stage(change)
    commit()
  }

  function commit(): void {
    committing = false
    for (const listener of listeners) listener()
  }

  function dispatch(event: TailEvent, scrollTo?: ScrollRequest['to']): void {
    const before = state.tail
    const tail = reduceTail(before, event)
    const scroll = scrollTo === undefined ? state.scroll : { turn: state.scroll.turn + 1, to: scrollTo }
    if (tail.mode === 'pause' && before.mode !== 'pause') frozen = state.tip
    setNow({ tail, scroll, ...(tail.selected === before.selected ? {} : { landed: null }) })
    look()
  }

  /** What is found too late, after another frame was selected, is only kept. */
  function look(): void {
    const { tail, tip } = state
    if (tail.selected === null) return set({ shown: tail.mode === 'pause' ? (frozen ?? tip) : tip })
    if (state.shown?.at === tail.selected) return
    const seq = tail.selected
    const isWanted = () => state.tail.selected === seq
    history.at(seq).then(
      (shown) => isWanted() && setNow({ shown, problem: null }),
      (error: unknown) => {
        if (!isWanted()) return
        setNow({ problem: `The transcript at frame ${formatCount(seq)} could not be read: ${words(error)}` })
      },
    )
  }

  return {
    source,
    dialect,
    pages,
    history,
    get: () => state,
    set,
    setNow,
    stage,
    subscribe(run) {
      listeners.add(run)
      return () => listeners.delete(run)
    },
    dispatch,
    look,
  }
}

/** What an error says, for a line on the page. */
export function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
