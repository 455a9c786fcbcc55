import { formatCount } from '#lib/format/count.ts'
import type { PlayerState } from './player-state.ts'
import type { PlayerStart } from './player-store.ts'
import { createPulse } from './pulse.ts'
import { createTail } from './tail.ts'

/** What the player shows at first, made alike by server and browser. */
export function firstState(start: PlayerStart, now: number): PlayerState {
  const { run, address } = start
  const live = run.recording !== 'closed'
  const selected = start.selected === null ? null : Math.max(1, Math.min(start.selected, start.lastSeq || 1))
  return {
    run,
    related: start.related,
    recorders: start.recorders,
    tail: createTail({ lastSeq: start.lastSeq, errorCount: start.state?.transcript.kinds.error ?? 0, live, selected }),
    stream: { name: live ? 'connecting' : 'closed' },
    pulse: createPulse(start.frames, now, now - start.serverNow),
    tip: start.state,
    shown: selected === null ? start.state : null,
    filter: null,
    time: address.time,
    scroll: { turn: 0, to: selected !== null ? { seq: selected, share: 0.25 } : live ? 'end' : 'start' },
    loaded: 0,
    banner: bannerOf(start),
    problem: null,
    note: null,
    reading: address.reading,
    detail: 'frame',
    play: { playing: false, speed: address.speed, foldIdle: address.foldIdle, loop: null, pauseAt: [] },
    markers: null,
    bookmarks: [],
    // As on a wide screen; a narrower one hides the panel until `open` has said what is usual there.
    view: address.view === undefined ? 'timeline' : address.view,
    usualView: 'timeline',
    pane: address.pane,
    zoom: address.zoom,
    range: address.range,
    search: { text: address.search, hits: null, busy: false },
    wrap: true,
    landed: address.frame === null ? null : selected,
  }
}

function bannerOf({ selected, lastSeq }: PlayerStart): string | null {
  if (selected === null || (selected >= 1 && selected <= lastSeq)) return null
  return `Frame ${formatCount(selected)} does not exist (run has ${formatCount(lastSeq)}).`
}
