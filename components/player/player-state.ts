import type { Markers } from '#lib/api/markers.ts'
import type { Related } from '#lib/api/related.ts'
import type { Run, RunStatus } from '#lib/api/run.ts'
import type { Speed } from '#lib/run/playback-speed.ts'
import { blocksFrom } from '#lib/run/transcript-blocks.ts'
import type { RunState, StreamState } from './frame-source.ts'
import type { KindFilter } from './kind-filter.ts'
import type { Pulse } from './pulse.ts'
import type { Tail } from './tail.ts'

export const timeModes = ['offset', 'delta', 'local', 'utc'] as const
export type TimeMode = (typeof timeModes)[number]

/** Where the list is asked to go; a new `turn` is a new request. */
export type ScrollRequest = { turn: number; to: 'end' | 'start' | { seq: number; share: number } | { pages: number } }

/** What was done with the run and is on its way: said until frames or the run's status tell what came of it. */
export type Note = { words: string; seq: number; status: RunStatus }

/** Frames from one to another, both among them. */
export type Range = { from: number; to: number }

/** What stops playback at the frame where it comes: an error, a call of a tool, a payload that a pattern fits. */
export type PauseAt = { type: 'error' } | { type: 'tool'; name: string } | { type: 'text'; pattern: string }

/** How the run is played. The shown frame is `cursorOf`; while it plays, the selected frame moves. */
export type Play = {
  playing: boolean
  speed: Speed
  /** Whether silences of more than two seconds are passed over. The shown clock stays that of the run. */
  foldIdle: boolean
  loop: Range | null
  pauseAt: readonly PauseAt[]
}

export const readings = ['text', 'raw', 'state'] as const
export type Reading = (typeof readings)[number]

export type Bookmark = { seq: number; label: string }

/** What stands below the panes. */
export type PanelView = 'timeline' | 'metrics'

/** What a narrow screen shows of the run: one pane at a time. */
export type Pane = 'text' | 'frames' | 'panel' | 'detail'

/** A stretch of the run's clock, the same for timeline, lanes and charts. */
export type Zoom = { fromMs: number; toMs: number }

/** `hits` are the frames that the text was found in, oldest first; null until all are known. */
export type Search = { text: string; hits: readonly number[] | null; busy: boolean }

/** All that the player shows, as one value that is never changed in place. */
export type PlayerState = {
  run: Run
  /** Null until it is known, where the page did not have it. */
  related: Related | null
  recorders: number | null
  tail: Tail
  stream: StreamState
  pulse: Pulse
  /** The run as of its last frame, and as of the frame that is shown. Null until the source has told. */
  tip: RunState | null
  shown: RunState | null
  filter: KindFilter | null
  time: TimeMode
  scroll: ScrollRequest
  /** Counts changes of the frames that are at hand. */
  loaded: number
  /** One line above the panes that can be dismissed. */
  banner: string | null
  problem: string | null
  note: Note | null
  /** How the transcript is read: as Markdown, as it was written, or as the state that is folded of it. */
  reading: Reading
  /** What the detail pane shows. */
  detail: 'frame' | 'connections' | 'totals'
  play: Play
  /** Null until the source has told; of a running run as of a few seconds ago. */
  markers: Markers | null
  /** Oldest frame first; kept in this browser. */
  bookmarks: readonly Bookmark[]
  view: PanelView | null
  /** The panel that is open where nobody chose: addresses leave it out. */
  usualView: PanelView | null
  pane: Pane
  zoom: Zoom | null
  range: Range | null
  search: Search
  /** Whether long lines of the raw block wrap. */
  wrap: boolean
  /** The frame that a link led here, lit up for a moment. */
  landed: number | null
}

/** The frame that every pane shows: the selected one, else the last. */
export function cursorOf(state: Pick<PlayerState, 'tail'>): number {
  return state.tail.selected ?? state.tail.shownSeq
}

/** Frames that say an error, oldest first: errors of the run, and ends of calls that failed. */
export function errorSeqs(tip: RunState | null): number[] {
  if (tip === null) return []
  const seqs = blocksFrom(tip.transcript.blocks, 0).flatMap((block) =>
    block.type === 'error' ? [block.fromSeq] : block.type === 'tool' && block.error !== null ? [block.toSeq] : [],
  )
  return [...new Set(seqs)].toSorted((a, b) => a - b)
}

/** Whether frames, or the run's status, have told what came of a note. */
export function isTold(note: Note, state: Pick<PlayerState, 'run' | 'tip'>): boolean {
  if (state.run.status !== note.status) return true
  const blocks = state.tip?.transcript.blocks
  if (blocks === undefined) return false
  return blocksFrom(blocks, Math.max(0, blocks.length - 16)).some(
    (block) => (block.type === 'input' || block.type === 'status') && block.fromSeq > note.seq,
  )
}

/** The tool that the run waits for: the call that was opened last and has not ended. */
export function openToolOf(tip: RunState | null): string | null {
  const last =
    tip === null
      ? undefined
      : Object.values(tip.transcript.open)
          .toSorted((a, b) => a - b)
          .at(-1)
  if (tip === null || last === undefined) return null
  const block = blocksFrom(tip.transcript.blocks, last)[0]
  return block?.type === 'tool' ? block.name : null
}
