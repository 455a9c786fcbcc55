import { RunStatus } from '#lib/api/run.ts'
import { database } from './client.ts'
import { runsFilter, type RunsFilter } from './runs-filter.ts'

/** How many runs there are, by status and by source: the numbers beside the filters. */
export type RunFacets = {
  total: number
  status: Record<RunStatus, number>
  sources: { slug: string; count: number }[]
}

/**
 * Counts of the runs that a filter leaves. A facet's own choice does not narrow its own numbers, so that the other
 * choices still say what they would give.
 */
export async function runFacets(filter: RunsFilter = {}, db = database()): Promise<RunFacets> {
  const { status: _status, ...butStatus } = filter
  const { source: _source, ...butSource } = filter
  const [total, statuses, sources, slugs] = await Promise.all([
    db.prisma.run.count({ where: runsFilter(filter) }),
    db.prisma.run.groupBy({ by: ['status'], where: runsFilter(butStatus), _count: true }),
    db.prisma.run.groupBy({ by: ['sourceId'], where: runsFilter(butSource), _count: true }),
    db.prisma.source.findMany({ select: { id: true, slug: true }, orderBy: { name: 'asc' } }),
  ])
  const counted = new Map(statuses.map((row) => [row.status, row._count]))
  const bySource = new Map(sources.map((row) => [row.sourceId, row._count]))
  return {
    total,
    status: Object.fromEntries(RunStatus.options.map((name) => [name, counted.get(name) ?? 0])) as RunFacets['status'],
    sources: slugs.map(({ id, slug }) => ({ slug, count: bySource.get(id) ?? 0 })),
  }
}
