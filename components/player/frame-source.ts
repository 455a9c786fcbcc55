import type { Baseline } from '#lib/api/baseline.ts'
import type { Connection } from '#lib/api/connection.ts'
import type { Frame, FramesPage } from '#lib/api/frame.ts'
import type { Latency } from '#lib/api/latency.ts'
import type { Markers } from '#lib/api/markers.ts'
import type { Related } from '#lib/api/related.ts'
import type { Run } from '#lib/api/run.ts'
import type { SearchPage } from '#lib/api/search.ts'
import type { StreamCommand } from '#lib/api/stream-command.ts'
import type { Series } from '#lib/api/series.ts'
import type { Timeline } from '#lib/api/timeline.ts'
import type { Kind } from '#lib/dialects/kind.ts'
import type { Block, Transcript } from '#lib/run/transcript.ts'

/** The state of a run at a frame: the transcript, and the dialect's state to fold on from there. */
export type RunState = { at: number; dialectState: unknown; transcript: Transcript }

/** What to look for: with `glob`, `*` stands for any characters and `?` for one. */
export type SearchRequest = { q: string; glob: boolean; after: number; limit: number }

/** How the stream of new frames is doing. */
export type StreamState =
  { name: 'connecting' } | { name: 'open' } | { name: 'reconnecting'; attempt: number } | { name: 'closed' }

export type FrameListener = {
  frames(frames: readonly Frame[]): void
  run(changes: Partial<Run>): void
  /** The recording is closed: nothing comes any more. */
  end(): void
  state(state: StreamState): void
}

/** A stretch of the run's clock, or all of it (null); and from how many ms on a gap is a stall, if not the usual. */
export type SeriesAsked = { points: number; window: { fromMs: number; toMs: number } | null; stallMs: number | null }

/** Everything the player reads a run through: a server, or later a file. */
export type FrameSource = {
  read(after: number, limit: number, options?: { kinds?: readonly Kind[]; signal?: AbortSignal }): Promise<FramesPage>
  /** One frame with its exact bytes. */
  readRaw(seq: number): Promise<{ frame: Frame; raw: Uint8Array } | null>
  stateAt(seq: number): Promise<RunState>
  /** Blocks of the transcript by frame `at`, from an index up to another: as many of them as come at once. */
  blocks(at: number, from: number, to: number): Promise<{ from: number; blocks: readonly Block[] }>
  /** Where in the run what happened. */
  markers(): Promise<Markers>
  connections(): Promise<readonly Connection[]>
  latency(): Promise<Latency>
  /** What the run did when. */
  timeline(): Promise<Timeline>
  /** What is drawn of the run over its time, for so many pixels, and what is usual for its agent. */
  series(asked: SeriesAsked, signal?: AbortSignal): Promise<Series>
  baseline(): Promise<Baseline>
  run(): Promise<Run>
  /** Frames after `after` as they are stored, in order and without holes, until the returned function is called. */
  follow(after: number, listener: FrameListener): () => void
  /** The runs around it, and what may be done with it. */
  related(): Promise<Related>
  /** How many recorders live. */
  recorders(): Promise<number>
  stopRecording(): Promise<void>
  /** Asks the upstream to end the run, or gives the run an input. What comes of it are frames; a refusal is thrown in words. */
  cancel(): Promise<Run>
  input(content: string): Promise<Run>
  /** Has the run recorded by the id that its upstream has for it. The address of its page. */
  record(run: Run): Promise<string>
  /** The run as Markdown about one of its frames. */
  report(at: number): Promise<string>
  /** How to read the run's stream at its upstream on from a frame. */
  streamCommand(at: number): Promise<StreamCommand>
  /** Frames after `query.after` in which, or with which, a text is found; a page at a time. */
  search(query: SearchRequest, signal: AbortSignal): Promise<SearchPage>
  exportHref(format: 'sse' | 'ndjson' | 'md', at?: number): string
  /** The address of this page, and of the run's stream for curl. */
  pageHref(seq: number | null): string
  streamHref(): string
}
