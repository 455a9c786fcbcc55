import type { RunStatus } from '#lib/api/run.ts'
import type { SourceSettings } from '#lib/api/source.ts'
import type { RequestSpec, RunRef } from './dialect.ts'

/** A run as its upstream tells of it outside of the stream: in a list, in details, in a status call. */
export type UpstreamRun = {
  upstreamRunId: string
  /** Null for a word that the dialect does not know. */
  status: RunStatus | null
  createdMs: number | null
  endedMs: number | null
  threadId?: string
  agent?: string
  persona?: string
  model?: string
  title?: string
  parentRunId?: string
  childRunIds?: readonly string[]
  error?: string
  /** The upstream's own totals, by the upstream's own names: kept beside ours, never merged. */
  totals?: Record<string, number | string>
  /** Everything else that it said and that is worth finding the run by. An empty text takes back what was said before. */
  metadata: Record<string, string>
}

/** Calls per model in one hour or day, as an upstream accounts for them. `bucket` is an ISO 8601 instant. */
export type UsageBucket = {
  bucket: string
  model: string
  calls: number
  inputTokens: number
  outputTokens: number
}

export type Rollup = 'hour' | 'day'

/** The surface of runs that lists tell of and that have no stream. */
export const listedSurface = 'rest'

/** The calls of an upstream that are no streams: what it says of its runs when it is asked. Pure, like the dialect. */
export type Rest = {
  /** The runs that an answer tells of, whichever of these calls gave it. Nothing for what cannot be read; never throws. */
  read(text: string): readonly UpstreamRun[]
  /** How the status of runs is asked for: those of one `group`, up to `limit`, in one call, or one by one. */
  status: {
    limit: number
    /** Runs with the same text may be asked for together; null if there is no call for this run. */
    group(run: RunRef): string | null
    request(runs: readonly RunRef[]): RequestSpec
    /** For a run that the call for many did not tell of, or where there is none (404). */
    single(run: RunRef): RequestSpec
  } | null
  /** A list in which a run that we started, but whose id we were not told, must be. */
  find(run: RunRef): RequestSpec | null
  /** The requests that together tell all there is of one run: totals, parents, children. What a later one says wins. */
  details(run: RunRef): readonly RequestSpec[]
  /** The lists of runs to read in the background, by name; one that has no name is ''. */
  lists(settings: SourceSettings): readonly string[]
  /** A page of a list, newest runs first; `page` is what `nextPage` gave, null for the first. */
  list(name: string, page: string | null): RequestSpec
  nextPage(text: string, page: string | null): string | null
  /** Whether listed runs have a stream that can be watched under the id that the list gives. */
  streams: boolean
  usage: {
    rollups: readonly Rollup[]
    request(window: { sinceMs: number; untilMs: number; rollup: Rollup }): RequestSpec
    read(text: string): readonly UsageBucket[]
  } | null
}
