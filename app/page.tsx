import type { Metadata } from 'next'
import { filterParams, filterPath, readFilter } from '#components/runs/filter.ts'
import { RunsView } from '#components/runs/runs-view.tsx'
import { Welcome } from '#components/welcome/welcome.tsx'
import { RunsQuery } from '#lib/api/run.ts'
import { requestOrigin } from './request-origin.ts'
import { needsKey, requireSession } from '#lib/auth/require-session.ts'
import { countRecorders } from '#lib/db/count-recorders.ts'
import { listRuns } from '#lib/db/list-runs.ts'
import { listSources } from '#lib/db/list-sources.ts'
import { runFacets } from '#lib/db/run-facets.ts'

export const metadata: Metadata = { title: 'Runs' }

/** The list of runs, or how to record the first one. */
export default async function RunsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  await requireSession()
  const filter = readFilter(await searchParams)
  const query = RunsQuery.parse(Object.fromEntries(filterParams(filter)))
  const { limit: _limit, cursor: _cursor, ...narrowed } = query
  const now = Date.now()
  const day = new Date(now - 86_400_000).toISOString()
  const [page, facets, { total }, running, failed, recorders] = await Promise.all([
    listRuns(query),
    runFacets(narrowed),
    runFacets(),
    listRuns({ status: ['running', 'waiting_for_input', 'queued'], limit: 100 }),
    listRuns({ status: ['failed'], from: day, limit: 20 }),
    countRecorders(),
  ])
  if (total === 0) {
    const sources = await listSources()
    return <Welcome origin={await requestOrigin()} withKey={needsKey()} sources={sources} now={now} />
  }
  return (
    <RunsView
      key={filterPath(filter)}
      page={page}
      filter={filter}
      facets={facets}
      total={total}
      watched={{ running: running.runs, failed: failed.runs }}
      recorders={recorders}
      now={now}
    />
  )
}
