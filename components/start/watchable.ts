import type { SourceSettings } from '#lib/api/source.ts'
import type { Dialect, Surface, WatchRequest } from '#lib/dialects/dialect.ts'

/** A stream that can be watched by a run's id, and what its upstream must be told besides. */
export type Watchable = { surface: Surface; needsAgent: boolean; needsThread: boolean }

/** The streams of a dialect that can be watched by a run's id, under the settings of a source. */
export function watchables(dialect: Dialect, settings: SourceSettings): Watchable[] {
  return dialect.surfaces.flatMap((surface) => {
    const can = (given: Partial<WatchRequest>) =>
      dialect.watch({ ...anyRun, surface: surface.name, settings, ...given }) !== null
    if (!can({})) return []
    return [{ surface, needsAgent: !can({ agent: null }), needsThread: !can({ threadId: null }) }]
  })
}

const anyRun = {
  upstreamRunId: 'any',
  threadId: 'any',
  agent: 'any',
  lastId: null,
  start: null,
  startedMs: null,
  cursor: null,
  sweep: false,
}
