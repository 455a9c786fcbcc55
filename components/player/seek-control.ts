import { formatCount } from '#lib/format/count.ts'
import { paceMs } from '#lib/run/playback.ts'
import type { Place } from './go-to.ts'
import type { PlayControl } from './play-control.ts'
import { words, type PlayerCore } from './player-core.ts'
import { cursorOf } from './player-state.ts'
import { seqAt } from './seq-at.ts'
import { stopsOf, toolStart, type StopKind } from './stops.ts'

/** A second press within so much of a marker means the marker before it. */
const againMs = 1000

/** Goes to places in time and to what is marked. What plays goes on from there. */
export function createSeekControl(core: PlayerCore, player: PlayControl) {
  let turn = 0
  /** The place that is being looked for: a key that is held down counts on from there. */
  let soughtMs: number | null = null

  const hasClock = () => core.get().run.clock !== 'none'

  /** Length of the run on its clock; without one, frames at the pace at which they play. */
  async function lengthMs(): Promise<number> {
    const { tail, markers, run } = core.get()
    if (!hasClock()) return (tail.lastSeq - 1) * paceMs
    const lastMs = await offsetAt(tail.lastSeq)
    return Math.max(lastMs ?? 0, tail.live ? 0 : (markers?.durationMs ?? run.durationMs ?? 0))
  }

  async function offsetAt(seq: number): Promise<number | null> {
    if (seq < 1) return null
    const frame = core.pages.get(seq) ?? (await core.pages.range(seq, seq))[0]
    return frame?.offsetMs ?? null
  }

  async function seekMs(ms: number): Promise<void> {
    const mine = (turn += 1)
    const { tail, markers } = core.get()
    if (tail.lastSeq === 0) return
    if (!hasClock()) return player.goTo(1 + Math.round(ms / paceMs))
    try {
      const lastMs = (await offsetAt(tail.lastSeq)) ?? 0
      const within = Math.max(0, Math.min(ms, lastMs))
      soughtMs = within
      const seq = await seqAt(within, tail.lastSeq, markers?.index ?? [], offsetAt)
      if (mine !== turn) return
      const offsetMs = (await offsetAt(seq)) ?? 0
      player.goTo(seq, Math.max(offsetMs, within))
    } catch (error) {
      if (mine === turn) core.setNow({ problem: `That time could not be found: ${words(error)}` })
    } finally {
      if (mine === turn) soughtMs = null
    }
  }

  async function seekBy(by: { ms: number } | { share: number }): Promise<void> {
    const cursor = cursorOf(core.get())
    const fromMs =
      soughtMs ?? (hasClock() ? (player.positionMs() ?? (await offsetAt(cursor)) ?? 0) : (cursor - 1) * paceMs)
    await seekMs(fromMs + ('ms' in by ? by.ms : by.share * (await lengthMs())))
  }

  /** Goes to the next of a kind or the one before; false if there is none. */
  function toMarker(kind: StopKind, by: 1 | -1): boolean {
    const stops = stopsOf(core.get(), kind)
    const cursor = cursorOf(core.get())
    let seq = by > 0 ? stops.find((at) => at > cursor) : stops.findLast((at) => at < cursor + (isPlaying() ? 1 : 0))
    if (by < 0 && isPlaying() && seq !== undefined) {
      const sinceMs = (player.positionMs() ?? 0) - (core.pages.get(seq)?.offsetMs ?? -Infinity)
      if (sinceMs < againMs) seq = stops.findLast((at) => at < (seq ?? 0)) ?? seq
    }
    if (seq === undefined) return false
    player.goTo(seq)
    return true
  }

  const isPlaying = () => core.get().play.playing

  return {
    seekMs,
    seekBy,
    /** A share of the whole run, from 0 to 1. */
    seekShare: async (share: number) => seekMs(share * (await lengthMs())),
    toMarker,
    /** Goes to a place that somebody typed. Null if it was found, else why not. */
    async toPlace(place: Place): Promise<string | null> {
      const { tail, run } = core.get()
      switch (place.type) {
        case 'frame':
          if (place.seq > tail.lastSeq) return `The run has ${formatCount(tail.lastSeq)} frames.`
          player.goTo(place.seq)
          return null
        case 'time':
          if (!hasClock()) return 'This run has no clock; go to a frame.'
          await seekMs(place.ms)
          return null
        case 'instant':
          if (!hasClock() || run.startedAt === null) return 'This run has no clock; go to a frame.'
          await seekMs(Date.parse(place.instant) - Date.parse(run.startedAt))
          return null
        case 'tool': {
          const seq = toolStart(core.get(), place.name, cursorOf(core.get()))
          if (seq === null) return `No call of ${place.name}.`
          player.goTo(seq)
          return null
        }
        default:
          return place satisfies never
      }
    },
    /** Plays from so much before a frame. */
    async playBefore(seq: number, ms: number): Promise<void> {
      player.pause()
      const offsetMs = hasClock() ? await offsetAt(seq) : (seq - 1) * paceMs
      await seekMs((offsetMs ?? 0) - ms)
      player.play()
    },
  }
}
