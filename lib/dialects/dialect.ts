import type { Fields } from '#lib/sse/block.ts'
import type { RunStatus } from '#lib/api/run.ts'
import type { SettingName, SourceSettings } from '#lib/api/source.ts'
import type { Kind } from './kind.ts'
import type { Rest } from './rest.ts'
import type { RunEvent } from './run-event.ts'

/** A request to make, as data. `path` is relative to the source's base URL. Credentials are added by the caller. */
export type RequestSpec = {
  method: string
  path: string
  headers: Record<string, string>
  body: string | null
  /** `api`: to the API's own base URL, where a source has one beside that of its streams. */
  host?: 'api'
  ticket?: Ticket
}

/** A single-use token that must be fetched before the request and goes into its query. It is written down nowhere. */
export type Ticket = {
  request: RequestSpec
  /** The field of the JSON answer that holds it. */
  field: string
  /** The parameter of the query. */
  param: string
}

/** What was asked for when a run is started here. */
export type StartRequest = {
  operation: string
  params: Record<string, string>
  body: Record<string, unknown>
  idempotencyKey: string | null
}

/** A field of an operation's form. `name` is its place in the body, or in `params` if `in` says so. */
export type OperationField = {
  name: string
  label: string
  /** `number` and `boolean` go into the body as such. */
  type: 'text' | 'textarea' | 'json' | 'select' | 'number' | 'boolean'
  in: 'body' | 'params'
  required: boolean
  /** What the form begins with: this text, or a new UUID. */
  initial?: { text: string } | 'uuid'
  /** The form begins with what was last sent to the same source. */
  remembered?: true
  help?: string
  placeholder?: string
  options?: readonly string[]
}

export type Operation = {
  name: string
  label: string
  /** Whether the same request sent twice (same key) is one run upstream, so that a recorder may send it again. */
  idempotent: boolean
  fields: readonly OperationField[]
  /** Which of the run's streams it gives. */
  surface: string
  /**
   * For an operation whose answer is no stream but names the run, which is then watched: the run's id, or null if the
   * answer has none. Null where the answer itself is the stream.
   */
  created: ((text: string) => string | null) | null
  /** The upstream's id of the run to come: one the caller chose, else `fallbackId`; null if only the upstream knows. */
  upstreamRunId(start: StartRequest, fallbackId: string): string | null
  /** The request that starts the run, or an error in words if the start lacks something it must have. */
  request(start: StartRequest, upstreamRunId: string | null): RequestSpec | { error: string }
  /** What to call the run in lists: the user's message, whole. Null if there is none. */
  title(start: StartRequest): string | null
  /** Thread or session that the run belongs to, if the request says. */
  threadId(start: StartRequest): string | null
  /** Everything else that the request says of the run and that is worth finding it by. */
  metadata(start: StartRequest): Record<string, string>
}

/** What is known of a run when its upstream is asked about it. */
export type RunRef = {
  surface: string
  upstreamRunId: string | null
  threadId: string | null
  agent: string | null
  /** Identity of the last stored frame that has one. */
  lastId: string | null
  /** What lists and details said of it beyond that, where they were read. */
  metadata?: Readonly<Record<string, string>>
  /** For a run that was started here, and when its request was sent. */
  start: StartRequest | null
  startedMs: number | null
}

/** A run to be watched: from a cursor, or from its start. */
export type WatchRequest = RunRef & {
  cursor: string | null
  settings: SourceSettings
  /** Only what is stored by now, then the end: to see that nothing was missed. */
  sweep: boolean
}

/** What to send to have something done, alternatives in order: the next one where there is no such path (404, 405). */
export type Action = readonly RequestSpec[] | { reason: string }

/** How much can be promised after a break: A numbered, B opaque ids, C not resumable. */
export type SourceClass = 'A' | 'B' | 'C'

/** One of the streams that an upstream has of a run; '' where it has only one. */
export type Surface = { name: string; label: string }

/** How a stream ends, and how it goes on after a break. */
export type StreamRules = {
  class: SourceClass
  /** Identities are whole numbers from 1 on without holes, so that a hole is a loss. */
  dense: boolean
  /**
   * The stream stays open after its terminal frame and more may follow: it is left after so long without a frame that
   * has data, and what is stored is then read once more. Null where the server ends it.
   */
  grace: { quietMs: number } | null
  /**
   * What an end without a terminal frame means: connect again (and `lost` if nothing comes), ask for the status, or
   * simply that the run ended.
   */
  endedEarly: 'reconnect' | 'ask' | 'ended'
  /** An open stream without a frame that has data for so long: ask for the status, then connect again. Null: never. */
  askAfterMs: number | null
}

/**
 * One upstream protocol, pure: it reads no clock, makes no call, sees no database and never throws.
 * What it does not know is `unknown`; the frame is kept anyway. `State` is plain JSON, so that another
 * recorder restores it from a checkpoint.
 */
export type Dialect<State = unknown> = {
  name: string
  label: string
  /** Three or four words for the source form: what it can do. */
  summary: string
  /** The settings that mean something to it; the source form shows these. */
  settings: readonly SettingName[]
  /** The streams that runs have, the one that is watched by an id alone first. */
  surfaces: readonly [Surface, ...Surface[]]
  stream(surface: string, settings: SourceSettings): StreamRules
  initial: State
  /** What a block with data means. One block may mean several things, or nothing known. */
  interpret(state: State, block: Fields): Reading<State>
  /** What it means that the server ends the stream in this state; null: that it ended early. */
  atEnd(state: State): RunStatus | null
  /** Equal for the same block sent twice, or null if the wire has no such key. */
  identify(block: Fields): string | null
  /** Order of two identities: negative if `a` is older, null if they cannot be ordered. */
  compareIds(a: string, b: string): number | null
  /** The upstream's own clock in microseconds since 1970, if the block carries one. */
  emittedUs(block: Fields): number | null
  operations: readonly Operation[]
  /** Watch a run from a cursor (an identity that `identify` gave; null is from the start). Null if it cannot be watched. */
  watch(run: WatchRequest): RequestSpec | null
  /** A harmless request that shows whether the upstream is there and accepts the credential. */
  check(settings: SourceSettings): RequestSpec
  /** Ends the run itself, or why that cannot be done. */
  cancel(run: RunRef): Action
  /** Gives the run what it asked for, or why that cannot be done. */
  input(run: RunRef, content: string): Action
  rest: Rest | null
}

export type Reading<State> = { state: State; kind: Kind; events: readonly RunEvent[] }
