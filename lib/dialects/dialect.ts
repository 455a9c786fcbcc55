import type { Fields } from '#lib/sse/block.ts'
import type { SourceSettings } from '#lib/api/source.ts'
import type { Kind } from './kind.ts'
import type { RunEvent } from './run-event.ts'

/** A request to make, as data. `path` is relative to the source's base URL. Credentials are added by the caller. */
export type RequestSpec = {
  method: string
  path: string
  headers: Record<string, string>
  body: string | null
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
  type: 'text' | 'textarea' | 'json' | 'select'
  in: 'body' | 'params'
  required: boolean
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

/** What is known of a run that is to be watched. `start` is there for a run that was started here. */
export type WatchRequest = {
  upstreamRunId: string | null
  start: StartRequest | null
  cursor: string | null
  settings: SourceSettings
}

/** How much can be promised after a break: A numbered, B opaque ids, C not resumable. */
export type SourceClass = 'A' | 'B' | 'C'

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
  initial: State
  classOf(settings: SourceSettings): SourceClass
  /** What a block with data means. One block may mean several things, or nothing known. */
  interpret(state: State, block: Fields): Reading<State>
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
  /** What an end of the stream without a terminal frame means: ask again, or `ended`. */
  endedEarly: 'reconnect' | 'ended'
}

export type Reading<State> = { state: State; kind: Kind; events: readonly RunEvent[] }
