import type { Frame } from '#lib/api/frame.ts'
import type { Related } from '#lib/api/related.ts'
import type { Run } from '#lib/api/run.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import type { Kind } from '#lib/dialects/kind.ts'
import { nextSpeed, type Speed } from '#lib/run/playback-speed.ts'
import { formatCount } from '#lib/format/count.ts'
import type { Address } from './address.ts'
import { createFramePages } from './frame-pages.ts'
import type { FrameListener, FrameSource, RunState } from './frame-source.ts'
import { createHistory, foldFrame } from './history.ts'
import { createKindScan, rowOfSeq, type KindScan } from './kind-filter.ts'
import {
  cursorOf,
  errorSeqs,
  timeModes,
  type PanelView,
  type PauseAt,
  type PlayerState,
  type Range,
  type ScrollRequest,
  type Zoom,
} from './player-state.ts'
import { beat, createPulse } from './pulse.ts'
import { createTail, reduceTail, type TailEvent } from './tail.ts'

/** At most ten repaints a second, however fast frames come. */
const commitEveryMs = 100

export type PlayerStart = {
  run: Run
  /** Any stretch of the run's frames, and how many are stored. */
  frames: readonly Frame[]
  lastSeq: number
  /** The state at `lastSeq`, where the page already had it. */
  state: RunState | null
  selected: number | null
  address: Address
  related: Related | null
  recorders: number | null
  /** The server's clock when it made the page. */
  serverNow: number
}

/** Holds a run that is watched: takes what the source brings, and tells the page at most ten times a second. */
export function createPlayerStore(source: FrameSource, start: PlayerStart, now: () => number = Date.now) {
  const dialect = getDialect(start.run.dialect)
  const pages = createFramePages(source, start.frames, () => set({ loaded: state.loaded + 1 }))
  const history = createHistory(dialect, pages, source)
  const listeners = new Set<() => void>()
  const live = start.run.recording !== 'closed'
  const selected = start.selected === null ? null : Math.max(1, Math.min(start.selected, start.lastSeq || 1))
  let scan: KindScan | null = null
  let kinds = start.address.kinds
  let committing = false
  let catchingUp = false
  let frozen: RunState | null = null

  let state: PlayerState = {
    run: start.run,
    related: start.related,
    recorders: start.recorders,
    tail: createTail({ lastSeq: start.lastSeq, errorCount: start.state?.transcript.kinds.error ?? 0, live, selected }),
    stream: { name: live ? 'connecting' : 'closed' },
    pulse: createPulse(start.frames, now(), now() - start.serverNow),
    tip: start.state,
    shown: selected === null ? start.state : null,
    filter: null,
    time: start.address.time,
    scroll: { turn: 0, to: selected !== null ? { seq: selected, share: 0.25 } : live ? 'end' : 'start' },
    loaded: 0,
    banner: bannerOf(start),
    problem: null,
    note: null,
    detail: 'frame',
    play: { playing: false, speed: start.address.speed, foldIdle: start.address.foldIdle, loop: null, pauseAt: [] },
    markers: null,
    bookmarks: [],
    view: start.address.view ?? null,
    zoom: start.address.zoom,
    range: start.address.range,
    search: { text: start.address.search, hits: null, busy: false },
    wrap: true,
    landed: start.selected === null ? null : selected,
  }
  if (start.state) history.keep(start.state)

  function set(change: Partial<PlayerState>): void {
    state = { ...state, ...change }
    if (committing) return
    committing = true
    setTimeout(commit, commitEveryMs)
  }

  /** What the reader does shows at once. */
  function setNow(change: Partial<PlayerState>): void {
    state = { ...state, ...change }
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

  /** Brings the shown state to the shown frame; what is found too late, after another was selected, is only kept. */
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

  const listener: FrameListener = {
    frames(frames) {
      const last = frames.at(-1)
      if (last === undefined) return
      pages.put(frames)
      const errors = frames.filter((frame) => frame.kind === 'error').length
      const tail = reduceTail(state.tail, {
        type: 'arrived',
        lastSeq: last.seq,
        errorCount: state.tail.errorCount + errors,
      })
      set({ tail, pulse: beat(state.pulse, frames, now()), ...(scan ? { filter: scan.arrived(frames) } : {}) })
      foldTip(frames)
    },
    run(changes) {
      const before = state.run
      set({ run: { ...before, ...changes } })
      const { status, parentRunId } = state.run
      if (status !== before.status || parentRunId !== before.parentRunId) void lookAround()
    },
    end() {
      set({ tail: reduceTail(state.tail, { type: 'ended' }), stream: { name: 'closed' } })
      source.run().then(
        (run) => set({ run }),
        () => undefined,
      )
      void lookAround()
    },
    state(stream) {
      if (state.tail.live) set({ stream })
    },
  }

  /** Reads what stands around the run again; what cannot be read stays as it was. */
  async function lookAround(): Promise<void> {
    const [related, recorders] = await Promise.allSettled([source.related(), source.recorders()])
    if (related.status === 'fulfilled') set({ related: related.value })
    if (recorders.status === 'fulfilled') set({ recorders: recorders.value })
  }

  /** Folds what came; where the tip is not the frame before (a large run, a cut frame) the source tells it. */
  function foldTip(frames: readonly Frame[]): void {
    let tip = state.tip
    if (tip === null || tip.at !== (frames[0]?.seq ?? 0) - 1 || frames.some((frame) => frame.truncated))
      return void catchUp()
    for (const frame of frames) tip = foldFrame(dialect, tip, frame)
    state = { ...state, tip: history.keep(tip) }
    if (state.tail.selected === null && state.tail.mode !== 'pause') set({ shown: tip })
  }

  async function catchUp(): Promise<void> {
    if (catchingUp) return
    catchingUp = true
    try {
      let tip = await source.stateAt(state.tail.lastSeq)
      while (tip.at < state.tail.lastSeq) {
        const to = Math.min(state.tail.lastSeq, tip.at + 1000)
        for (const frame of await pages.range(tip.at + 1, to)) tip = foldFrame(dialect, tip, frame)
      }
      state = { ...state, tip: history.keep(tip) }
      look()
    } catch (error) {
      set({ problem: `The transcript could not be read: ${words(error)}` })
    } finally {
      catchingUp = false
    }
  }

  function select(seq: number, share?: number): void {
    const within = Math.max(1, Math.min(seq, state.tail.shownSeq))
    pages.want(within - 1, within)
    dispatch(
      { type: 'selected', seq: within },
      share === undefined ? { seq: within, share: -1 } : { seq: within, share },
    )
  }

  function setPlay(change: Partial<PlayerState['play']>): void {
    setNow({ play: { ...state.play, ...change } })
  }

  function filterBy(shown: readonly Kind[] | null): void {
    scan?.stop()
    scan = null
    kinds = shown
    if (shown !== null) {
      scan = createKindScan(shown, state.tail.lastSeq, source, (filter, frames) => {
        pages.put(frames)
        set({ filter })
      })
      scan.start()
    }
    const cursor = cursorOf(state)
    const to = state.tail.mode === 'follow' ? 'end' : ({ seq: cursor, share: 0.25 } as const)
    setNow({ filter: scan?.filter() ?? null, scroll: { turn: state.scroll.turn + 1, to } })
  }

  return {
    getState: () => state,
    subscribe(run: () => void) {
      listeners.add(run)
      return () => listeners.delete(run)
    },
    /** Begins to read; call once mounted. Returns how to stop. */
    open() {
      if (kinds !== null) filterBy(kinds)
      if (state.tip === null && state.tail.lastSeq > 0) void catchUp()
      look()
      const unfollow = state.tail.live ? source.follow(state.tail.lastSeq, listener) : () => undefined
      return () => {
        unfollow()
        scan?.stop()
        scan = null
      }
    },
    frame: pages.get,
    want: pages.want,
    select,
    /** One visible frame on or back. */
    step(by: number) {
      const cursor = cursorOf(state)
      if (state.filter === null) return select(cursor + by)
      const row = rowOfSeq(state.filter.seqs, cursor)
      const onto = by < 0 && state.filter.seqs[row] !== cursor ? row + 1 + by : row + by
      const seq = state.filter.seqs[Math.max(0, onto)]
      if (seq !== undefined) select(seq)
    },
    /** The next frame with an error, or the one before; false if there is none. */
    nextError(by: 1 | -1): boolean {
      const cursor = cursorOf(state)
      const errors = errorSeqs(state.tip)
      const seq = by > 0 ? errors.find((at) => at > cursor) : errors.findLast((at) => at < cursor)
      if (seq === undefined) return false
      select(seq, 0.25)
      return true
    },
    scrollTo: (to: ScrollRequest['to']) => dispatch({ type: 'looked-back' }, to),
    lookBack: () => dispatch({ type: 'looked-back' }),
    reachBottom: () => dispatch({ type: 'reached-bottom' }),
    goLive: () => dispatch({ type: 'went-live' }, 'end'),
    togglePause: () => dispatch({ type: 'toggled-pause' }, state.tail.mode === 'pause' ? 'end' : undefined),
    clearSelection: () => dispatch({ type: 'selected', seq: null }),
    filterBy,
    nextTimeMode: () => setNow({ time: timeModes[(timeModes.indexOf(state.time) + 1) % timeModes.length] ?? 'offset' }),
    setSpeed: (speed: Speed) => setPlay({ speed }),
    faster: () => setPlay({ speed: nextSpeed(state.play.speed, 1) }),
    slower: () => setPlay({ speed: nextSpeed(state.play.speed, -1) }),
    setFold: (foldIdle: boolean) => setPlay({ foldIdle }),
    setLoop: (loop: Range | null) => setPlay({ loop }),
    setPauseAt: (pauseAt: readonly PauseAt[]) => setPlay({ pauseAt }),
    setView: (view: PanelView | null) => setNow({ view }),
    setZoom: (zoom: Zoom | null) => setNow({ zoom }),
    setRange: (range: Range | null) => setNow({ range }),
    toggleWrap: () => setNow({ wrap: !state.wrap }),
    lookAround,
    /** Takes the run as the answer to an action told it, and says what was done. */
    acted(run: Run, words: string) {
      setNow({ run: { ...state.run, ...run }, note: { words, seq: state.tail.lastSeq, status: run.status } })
    },
    /** One line above the panes, until it is dismissed. */
    say: (words: string) => setNow({ banner: words }),
    showDetail: (detail: PlayerState['detail']) => setNow({ detail }),
    dismissBanner: () => setNow({ banner: null }),
    dismissNote: () => setNow({ note: null }),
  }
}

export type PlayerStore = ReturnType<typeof createPlayerStore>

function bannerOf({ selected, lastSeq }: PlayerStart): string | null {
  if (selected === null || (selected >= 1 && selected <= lastSeq)) return null
  return `Frame ${formatCount(selected)} does not exist (run has ${formatCount(lastSeq)}).`
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
