import type { Frame } from '#lib/api/frame.ts'
import type { Related } from '#lib/api/related.ts'
import type { Run } from '#lib/api/run.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import type { Kind } from '#lib/dialects/kind.ts'
import { nextSpeed, type Speed } from '#lib/run/playback-speed.ts'
import type { Address } from './address.ts'
import { firstState } from './first-state.ts'
import type { FrameListener, FrameSource, RunState } from './frame-source.ts'
import { foldFrame } from './history.ts'
import { createKindScan, rowOfSeq, type KindScan } from './kind-filter.ts'
import { createMarkControl } from './mark-control.ts'
import { createPlayControl, type PaintClock } from './play-control.ts'
import { createPlayerCore, words } from './player-core.ts'
import {
  cursorOf,
  timeModes,
  type PanelView,
  type PauseAt,
  type PlayerState,
  type Range,
  type Reading,
  type ScrollRequest,
  type Zoom,
} from './player-state.ts'
import { beat } from './pulse.ts'
import { createSearchControl } from './search-control.ts'
import { createSeekControl } from './seek-control.ts'
import { reduceTail } from './tail.ts'
import { createViewControl } from './view-control.ts'

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

/** Holds a run that is watched or played: takes what the source brings, and tells the page at most ten times a second. */
export function createPlayerStore(
  source: FrameSource,
  start: PlayerStart,
  now: () => number = Date.now,
  clock?: PaintClock,
) {
  const dialect = getDialect(start.run.dialect)
  const core = createPlayerCore(source, dialect, start.frames, firstState(start, now()))
  const { pages, history, get, set, setNow, dispatch, look } = core
  const player = createPlayControl(core, clock)
  const seek = createSeekControl(core, player)
  const marks = createMarkControl(core)
  const view = createViewControl(core, start.address.view !== undefined)
  const search = createSearchControl({ source, get, set, setNow, goTo: (seq) => player.goTo(seq) })
  let scan: KindScan | null = null
  let kinds = start.address.kinds
  let catchingUp = false
  /** Offset of the last frame that has come. */
  let edgeMs = start.frames.findLast((frame) => frame.seq === start.lastSeq)?.offsetMs ?? null

  const listener: FrameListener = {
    frames(frames) {
      const last = frames.at(-1)
      if (last === undefined) return
      pages.put(frames)
      edgeMs = last.offsetMs
      const state = get()
      const errors = frames.filter((frame) => frame.kind === 'error').length
      const errorCount = state.tail.errorCount + errors
      const tail = reduceTail(state.tail, { type: 'arrived', lastSeq: last.seq, errorCount })
      set({ tail, pulse: beat(state.pulse, frames, now()), ...(scan ? { filter: scan.arrived(frames) } : {}) })
      foldTip(frames)
      search.grown()
      marks.arrived()
    },
    run(changes) {
      const before = get().run
      set({ run: { ...before, ...changes } })
      const { status, parentRunId } = get().run
      if (status !== before.status || parentRunId !== before.parentRunId) void lookAround()
    },
    end() {
      set({ tail: reduceTail(get().tail, { type: 'ended' }), stream: { name: 'closed' } })
      source.run().then(
        (run) => set({ run }),
        () => undefined,
      )
      void marks.readMarkers()
      void lookAround()
    },
    state(stream) {
      if (get().tail.live) set({ stream })
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
    let tip = get().tip
    if (tip === null || tip.at !== (frames[0]?.seq ?? 0) - 1 || frames.some((frame) => frame.truncated))
      return void catchUp()
    for (const frame of frames) tip = foldFrame(dialect, tip, frame)
    core.stage({ tip: history.keep(tip) })
    const { tail } = get()
    if (tail.selected === null && tail.mode !== 'pause') set({ shown: tip })
  }

  async function catchUp(): Promise<void> {
    if (catchingUp) return
    catchingUp = true
    try {
      let tip = await source.stateAt(get().tail.lastSeq)
      while (tip.at < get().tail.lastSeq) {
        const to = Math.min(get().tail.lastSeq, tip.at + 1000)
        for (const frame of await pages.range(tip.at + 1, to)) tip = foldFrame(dialect, tip, frame)
      }
      core.stage({ tip: history.keep(tip) })
      look()
    } catch (error) {
      set({ problem: `The transcript could not be read: ${words(error)}` })
    } finally {
      catchingUp = false
    }
  }

  /** Shows a frame; what plays is paused. */
  function select(seq: number, share = -1): void {
    player.pause()
    const { tail, range } = get()
    const within = Math.max(1, Math.min(seq, tail.shownSeq))
    pages.want(within - 1, within)
    if (range !== null && (within < range.from || within > range.to)) core.stage({ range: null })
    dispatch({ type: 'selected', seq: within }, { seq: within, share })
  }

  function filterBy(shown: readonly Kind[] | null): void {
    scan?.stop()
    scan = null
    kinds = shown
    const turn = get().scroll.turn + 1
    const to = get().tail.mode === 'follow' ? 'end' : ({ seq: cursorOf(get()), share: 0.25 } as const)
    if (shown !== null) {
      scan = createKindScan(shown, get().tail.lastSeq, source, (filter, frames) => {
        pages.put(frames)
        // The shown frame has a row once the scan has come by it: only then can the list go there.
        const isThere = get().scroll.turn === turn && (filter.complete || (filter.seqs.at(-1) ?? 0) >= cursorOf(get()))
        set({ filter, ...(isThere && { scroll: { turn: turn + 1, to } }) })
      })
      scan.start()
    }
    setNow({ filter: scan?.filter() ?? null, scroll: { turn, to } })
  }

  /** Where Space leads: at the live edge what is shown freezes, and plays on from there; elsewhere it plays. */
  function togglePlay(): void {
    const { play, tail } = get()
    if (play.playing) return player.pause()
    if (tail.live && tail.mode !== 'pause' && cursorOf(get()) >= tail.lastSeq) return togglePause()
    player.play()
  }

  function togglePause(): void {
    dispatch({ type: 'toggled-pause' }, get().tail.mode === 'pause' ? 'end' : undefined)
  }

  function goLive(): void {
    player.pause()
    dispatch({ type: 'went-live' }, 'end')
  }

  return {
    getState: get,
    subscribe: core.subscribe,
    /** Begins to read; call once mounted. Returns how to stop. */
    open({ usualView = null, autoplay = false }: { usualView?: PanelView | null; autoplay?: boolean } = {}) {
      view.setUsualView(usualView)
      if (kinds !== null) filterBy(kinds)
      const { tip, tail } = get()
      if (tip === null && tail.lastSeq > 0) void catchUp()
      look()
      const unmark = marks.open()
      if (get().search.text !== '') search.open()
      const unfollow = tail.live ? source.follow(tail.lastSeq, listener) : () => undefined
      void land(autoplay)
      return () => {
        unfollow()
        unmark()
        search.stop()
        player.stop()
        scan?.stop()
        scan = null
      }
    },
    frame: pages.get,
    /** The run's state at any frame. */
    stateAt: history.at,
    want: pages.want,
    select,
    /** One visible frame on or back. */
    step(by: number) {
      const { filter } = get()
      const cursor = cursorOf(get())
      if (filter === null) return select(cursor + by)
      const row = rowOfSeq(filter.seqs, cursor)
      const onto = by < 0 && filter.seqs[row] !== cursor ? row + 1 + by : row + by
      const seq = filter.seqs[Math.max(0, onto)]
      if (seq !== undefined) select(seq)
    },
    ...seek,
    ...view,
    scrollTo(to: ScrollRequest['to']) {
      player.letGo()
      dispatch({ type: 'looked-back' }, to)
    },
    lookBack() {
      player.letGo()
      dispatch({ type: 'looked-back' })
    },
    reachBottom: () => !get().play.playing && dispatch({ type: 'reached-bottom' }),
    goLive,
    /** Selects the frames from the shown one, or from the far end of the range, to another. */
    rangeTo(seq: number) {
      const { range, tail } = get()
      const cursor = cursorOf(get())
      const anchor = range === null ? cursor : cursor === range.to ? range.from : range.to
      select(seq)
      const onto = Math.max(1, Math.min(seq, tail.shownSeq))
      setNow({ range: anchor === onto ? null : { from: Math.min(anchor, onto), to: Math.max(anchor, onto) } })
    },
    clearSelection() {
      player.pause()
      core.stage({ range: null })
      dispatch({ type: 'selected', seq: null })
    },
    filterBy,
    nextTimeMode: () => setNow({ time: timeModes[(timeModes.indexOf(get().time) + 1) % timeModes.length] ?? 'offset' }),
    goTo: (seq: number) => player.goTo(seq),
    play: player.play,
    pause: player.pause,
    togglePlay,
    /** Place on the run's clock, also between frames; null without a clock. */
    positionMs: player.positionMs,
    onPosition: player.onPosition,
    /** Place of the last frame that has come; null without a clock, or while it is not known. */
    edgeMs: () => edgeMs ?? get().markers?.durationMs ?? null,
    setSpeed: (speed: Speed) => player.setPlay({ speed }),
    faster: () => player.setPlay({ speed: nextSpeed(get().play.speed, 1) }),
    slower: () => player.setPlay({ speed: nextSpeed(get().play.speed, -1) }),
    setFold: (foldIdle: boolean) => player.setPlay({ foldIdle }),
    setLoop: (loop: Range | null) => player.setPlay({ loop }),
    /** Plays the selected range again and again, or no more. */
    toggleLoop() {
      const { play, range } = get()
      if (play.loop === null && range === null) setNow({ banner: 'Nothing to loop: first select a range of frames.' })
      else player.setPlay({ loop: play.loop === null ? range : null })
    },
    setPauseAt: (pauseAt: readonly PauseAt[]) => player.setPlay({ pauseAt }),
    /** Looks for a text in the run; an empty one ends the search. */
    setSearch: search.search,
    hit: search.hit,
    bookmark: marks.bookmark,
    /** Names a bookmark; a null label takes it away. */
    setBookmark: marks.setBookmark,
    setZoom: (zoom: Zoom | null) => setNow({ zoom }),
    toggleWrap: () => setNow({ wrap: !get().wrap }),
    lookAround,
    /** Takes the run as the answer to an action told it, and says what was done. */
    acted(run: Run, words: string) {
      const { run: before, tail } = get()
      setNow({ run: { ...before, ...run }, note: { words, seq: tail.lastSeq, status: run.status } })
    },
    /** One line above the panes, until it is dismissed. */
    say: (words: string) => setNow({ banner: words }),
    setReading: (reading: Reading) => setNow({ reading }),
    showDetail: (detail: PlayerState['detail']) => setNow({ detail }),
    dismissBanner: () => setNow({ banner: null }),
    dismissNote: () => setNow({ note: null }),
  }

  /** Goes to the time that the address names, and plays where it says so. */
  async function land(autoplay: boolean): Promise<void> {
    const { at } = start.address
    if (at !== null) {
      const missed = await seek.toPlace('ms' in at ? { type: 'time', ms: at.ms } : { type: 'instant', ...at })
      if (missed !== null) setNow({ banner: missed })
      else setNow({ landed: get().tail.selected })
    }
    if (autoplay && !get().tail.live) player.play()
  }
}

export type PlayerStore = ReturnType<typeof createPlayerStore>
