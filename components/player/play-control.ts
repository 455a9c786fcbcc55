import type { Frame } from '#lib/api/frame.ts'
import { advance, afterBreak, positionAt, startPlayback, type FrameLookup, type Playback } from '#lib/run/playback.ts'
import { foldFrame } from './history.ts'
import { pausesAt } from './pause-at.ts'
import type { PlayerCore } from './player-core.ts'
import { words } from './player-core.ts'
import { cursorOf, type Play } from './player-state.ts'
import { reduceTail } from './tail.ts'
import type { RunState } from './frame-source.ts'

/** The clock of playback and its paints. */
export type PaintClock = {
  now(): number
  requestPaint(run: (at: number) => void): number
  cancelPaint(id: number): void
}

const browserClock: PaintClock = {
  now: () => performance.now(),
  requestPaint: (run) => requestAnimationFrame(run),
  cancelPaint: (id) => cancelAnimationFrame(id),
}

/** A paint that comes so late: the tab was hidden, or the machine slept. */
const breakMs = 500
/** Above 4×, and at full speed, the page is painted anew at most ten times a second, and half of the time is left to it. */
const fastPaintMs = 100

/**
 * Plays the stored frames of a run, also of one that still grows: folds to the frame that is due once a paint,
 * and goes over into following where it reaches the live edge.
 */
export function createPlayControl(core: PlayerCore, clock: PaintClock = browserClock) {
  const watchers = new Set<() => void>()
  let playback: Playback | null = null
  let paint: number | null = null
  let turn = 0
  let paintedAt = 0
  /** How long the page took for what was painted last. */
  let paintMs = 0
  /** Where the clock stands between frames while nothing plays. */
  let rested: { seq: number; positionMs: number | null } | null = null
  /** States at frames that were cut, which only the source can tell. */
  let told: RunState | null = null
  /** Whether the list stays where the reader has scrolled it. */
  let letGo = false
  let telling: number | null = null

  const lookup: FrameLookup = (seq) => {
    const frame = core.pages.get(seq)
    if (frame === undefined || (frame.truncated && told?.at !== seq)) return undefined
    return { offsetMs: frame.offsetMs, isGap: frame.kind === 'gap' }
  }

  function setPlay(change: Partial<Play>): void {
    core.setNow({ play: { ...core.get().play, ...change } })
  }

  /** Place on the run's clock, between frames too. Null without a clock, or while the frame is not at hand. */
  function positionMs(): number | null {
    const cursor = cursorOf(core.get())
    if (playback !== null && playback.seq === cursor) return positionAt(playback, playback.steppedAt, lookup)
    if (rested !== null && rested.seq === cursor) return rested.positionMs
    return core.pages.get(cursor)?.offsetMs ?? null
  }

  function play(): void {
    const { tail, play: given } = core.get()
    if (given.playing || tail.lastSeq === 0) return
    const cursor = cursorOf(core.get())
    const { loop } = given
    const isOutside = loop !== null && (cursor < loop.from || cursor >= loop.to)
    if (loop === null && cursor >= tail.lastSeq && tail.live) return core.dispatch({ type: 'went-live' }, 'end')
    letGo = false
    setPlay({ playing: true })
    if (isOutside) return void begin(loop.from)
    if (cursor >= tail.lastSeq) return void begin(1)
    void begin(cursor, positionMs())
  }

  /** Shows a frame and plays on from there. */
  async function begin(seq: number, fromMs: number | null = null): Promise<void> {
    stop()
    const mine = turn
    const { lastSeq } = core.get().tail
    try {
      const [shown] = await Promise.all([core.history.at(seq), core.pages.range(seq, Math.min(seq + 1, lastSeq))])
      if (mine !== turn) return
      move(seq, shown)
      core.setNow({})
    } catch (error) {
      if (mine !== turn) return
      setPlay({ playing: false })
      core.setNow({ problem: `It cannot be played from here: ${words(error)}` })
      return
    }
    restart(seq, fromMs, clock.now())
    paint = clock.requestPaint(step)
  }

  function restart(seq: number, fromMs: number | null, now: number): void {
    const { speed, foldIdle } = core.get().play
    // The frame is at hand, whether or not it was cut.
    const whole: FrameLookup = (at) =>
      at === seq ? { offsetMs: offsetOf(core.pages.get(at)), isGap: false } : lookup(at)
    playback = startPlayback({ seq, positionMs: fromMs, now, speed, foldIdle }, whole)
  }

  function step(at: number): void {
    paint = null
    if (playback === null) return
    const { tail, play: given } = core.get()
    const { loop } = given
    if (loop !== null && playback.seq >= loop.to) return void begin(loop.from)
    const from = playback
    if (paintedAt === from.steppedAt) paintMs = at - paintedAt
    if (at - from.steppedAt > breakMs) playback = afterBreak(from, at)
    const lastSeq = loop === null ? tail.lastSeq : Math.min(loop.to, tail.lastSeq)
    playback = advance(playback, at, lookup, { lastSeq })
    readAhead(playback.seq)
    const reached = foldTo(from.seq, playback.seq)
    // What is shown is not the frame before: its state is asked for, and playing goes on from there.
    if (reached === null && playback.seq > from.seq) return void begin(playback.seq)
    if (reached !== null) {
      move(reached.seq, reached.state)
      const isSlow = given.speed !== 'max' && given.speed <= 4
      if (isSlow || at - paintedAt >= Math.max(fastPaintMs, 2 * paintMs)) {
        paintedAt = at
        core.setNow({})
      }
    }
    if (reached?.stopped) {
      playback = { ...playback, seq: reached.seq, offsetMs: offsetOf(core.pages.get(reached.seq)) }
      return rest(offsetOf(core.pages.get(reached.seq)))
    }
    for (const watcher of watchers) watcher()
    if (playback.seq < tail.lastSeq || loop !== null) paint = clock.requestPaint(step)
    else finish()
  }

  /** The state at the frame that is due, or at the first one before it that playback is to stop at. */
  function foldTo(from: number, to: number): { seq: number; state: RunState; stopped: boolean } | null {
    if (to <= from) return null
    const { pauseAt } = core.get().play
    let state = core.get().shown
    if (state?.at !== from) return null
    for (let seq = from + 1; seq <= to; seq += 1) {
      const frame = core.pages.get(seq)
      if (frame === undefined) return null
      const before: RunState = state
      state = frame.truncated && told !== null ? told : foldFrame(core.dialect, before, frame)
      if (pauseAt.length > 0 && pausesAt(pauseAt, frame, core.dialect, before))
        return { seq, state: core.history.keep(state), stopped: true }
    }
    return { seq: to, state: core.history.keep(state), stopped: false }
  }

  function move(seq: number, shown: RunState): void {
    const { tail, scroll } = core.get()
    core.stage({
      tail: reduceTail(tail, { type: 'played', seq }),
      shown,
      landed: null,
      ...(letGo ? {} : { scroll: { turn: scroll.turn + 1, to: { seq, share: -1 } } }),
    })
  }

  /** Sees to it that what comes next is there when it is due. */
  function readAhead(seq: number): void {
    const { play: given, tail } = core.get()
    const isFast = given.speed === 'max' || given.speed > 4
    core.pages.ahead(seq, Math.min(tail.lastSeq, seq + (isFast ? 4000 : 1000)))
    const next = core.pages.get(seq + 1)
    if (!next?.truncated || told?.at === next.seq || telling === next.seq) return
    telling = next.seq
    core.history
      .at(next.seq)
      .then(
        (state) => (told = state),
        () => undefined,
      )
      .finally(() => (telling = null))
  }

  function stop(): void {
    turn += 1
    if (paint !== null) clock.cancelPaint(paint)
    paint = null
    playback = null
  }

  function rest(at: number | null): void {
    const cursor = cursorOf(core.get())
    stop()
    rested = { seq: cursor, positionMs: at }
    setPlay({ playing: false })
    for (const watcher of watchers) watcher()
  }

  function finish(): void {
    rest(offsetOf(core.pages.get(cursorOf(core.get()))))
    if (core.get().tail.live) core.dispatch({ type: 'went-live' }, 'end')
  }

  function pause(): void {
    if (core.get().play.playing) rest(positionMs())
  }

  /** Goes to a frame; what plays goes on from there. `atMs` is the place meant, where it lies after the frame. */
  function goTo(seq: number, atMs: number | null = null, share = 0.25): void {
    const { tail, play: given } = core.get()
    const within = Math.max(1, Math.min(seq, tail.lastSeq))
    letGo = false
    if (given.playing) return void begin(within, atMs)
    rested = atMs === null ? null : { seq: within, positionMs: atMs }
    core.dispatch({ type: 'selected', seq: within }, { seq: within, share })
    for (const watcher of watchers) watcher()
  }

  return {
    play,
    pause,
    goTo,
    /** Leaves the list where it is until the reader plays or seeks again. */
    letGo: () => void (letGo = true),
    positionMs,
    /** Calls `run` whenever the clock of what plays has moved, once a paint; not for frames that are selected. */
    onPosition(run: () => void): () => void {
      watchers.add(run)
      return () => watchers.delete(run)
    },
    /** Changes how it is played, from where it is. */
    setPlay(change: Partial<Play>): void {
      const at = positionMs()
      setPlay(change)
      if (playback !== null) restart(playback.seq, at, playback.steppedAt)
    },
    stop,
  }
}

export type PlayControl = ReturnType<typeof createPlayControl>

function offsetOf(frame: Frame | undefined): number | null {
  return frame?.offsetMs ?? null
}
