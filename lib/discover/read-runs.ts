import type { Database } from '#lib/db/client.ts'
import { learnRuns, type LearntRun } from '#lib/db/learn-runs.ts'
import type { OpenUpstream } from '#lib/db/read-upstream.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import { listedSurface, type Rest } from '#lib/dialects/rest.ts'
import { readDetails } from './read-details.ts'
import { readPage, type Asking } from './read-page.ts'

/** How a read of a source went: what it found, or what was wrong and how long the upstream asked to be left alone. */
export type Read = { ok: boolean; detail: string; afterMs: number | null }

const MAX_PAGES = 5

type Reading = { db: Database; upstream: OpenUpstream; dialect: Dialect; rest: Rest; asking: Asking }

/**
 * Reads all lists of a source and takes up what they say; null where it has none. Each list is read from its newest runs
 * on, until a page brings nothing new.
 */
export async function readRuns(reading: Reading): Promise<Read | null> {
  const { rest, upstream } = reading
  const names = rest.lists(upstream.settings)
  if (names.length === 0) return null
  const heard = new Set<string>()
  const learnt: LearntRun[] = []
  const trouble: { name: string; detail: string }[] = []
  let afterMs: number | null = null
  for (const name of names) {
    const read = await readList(name, reading)
    for (const id of read.heard) heard.add(id)
    learnt.push(...read.learnt)
    if (!read.failed) continue
    trouble.push({ name, detail: read.failed.detail })
    afterMs = read.failed.afterMs
    if (!read.failed.alone) break
  }
  if (trouble.length === 0 && !rest.streams) await readDetails({ ...reading, heard: [...heard] })
  const found = describe(heard.size, learnt)
  const [first] = trouble
  if (!first) return { ok: true, detail: found, afterMs: null }
  const place = first.name === '' ? '' : `${first.name}: `
  const others = trouble.length > 1 ? ` (and ${trouble.length - 1} more of ${names.length} lists)` : ''
  return { ok: false, detail: `${place}${first.detail}${others}${heard.size > 0 ? `; ${found}` : ''}`, afterMs }
}

type ListRead = {
  heard: string[]
  learnt: LearntRun[]
  failed: { detail: string; alone: boolean; afterMs: number | null } | null
}

async function readList(name: string, { db, upstream, dialect, rest, asking }: Reading): Promise<ListRead> {
  const heard: string[] = []
  const learnt: LearntRun[] = []
  const surface = rest.streams ? dialect.surfaces[0].name : listedSurface
  let page: string | null = null
  for (let count = 0; count < MAX_PAGES; count++) {
    const answer = await readPage(rest.list(name, page), asking)
    if (answer.name === 'failed') return { heard, learnt, failed: answer }
    const runs = rest.read(answer.text)
    const news = await learnRuns(
      {
        sourceId: upstream.id,
        dialect: dialect.name,
        surface,
        anySurface: rest.streams,
        isRecordable: (run) => rest.streams && isWatchable(run, surface, { dialect, upstream }),
        runs,
      },
      db,
    )
    heard.push(...runs.map(({ upstreamRunId }) => upstreamRunId))
    learnt.push(...news)
    page = rest.nextPage(answer.text, page)
    if (news.length === 0 || page === null) break
  }
  return { heard, learnt, failed: null }
}

function isWatchable(
  run: { upstreamRunId: string; threadId?: string; agent?: string },
  surface: string,
  { dialect, upstream }: { dialect: Dialect; upstream: OpenUpstream },
): boolean {
  const ref = {
    surface,
    upstreamRunId: run.upstreamRunId,
    threadId: run.threadId ?? null,
    agent: run.agent ?? null,
    lastId: null,
    start: null,
    startedMs: null,
  }
  return dialect.watch({ ...ref, cursor: null, settings: upstream.settings, sweep: false }) !== null
}

function describe(listed: number, learnt: readonly LearntRun[]): string {
  const added = learnt.filter((run) => run.added).length
  const changed = learnt.length - added
  const recorded = learnt.filter((run) => run.recorded).length
  const parts = [
    `${listed} ${listed === 1 ? 'run' : 'runs'} listed`,
    ...(added > 0 ? [`${added} new`] : []),
    ...(recorded > 0 ? [`${recorded} of them recorded`] : []),
    ...(changed > 0 ? [`${changed} changed`] : []),
  ]
  return parts.join(', ')
}
