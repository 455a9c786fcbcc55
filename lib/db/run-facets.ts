import { RunStatus } from '#lib/api/run.ts'
import { database } from './client.ts'
import { runsFilter, type RunsFilter } from './runs-filter.ts'

/** How many runs there are, by status, source, agent and model: the numbers beside the filters. */
export type RunFacets = {
  total: number
  status: Record<RunStatus, number>
  sources: { slug: string; count: number }[]
  /** The most frequent ones. */
  agents: { name: string; count: number }[]
  models: { name: string; count: number }[]
}

const most = 12

/**
 * Counts of the runs that a filter leaves. A facet's own choice does not narrow its own numbers, so that the other
 * choices still say what they would give.
 */
export async function runFacets(filter: RunsFilter = {}, db = database()): Promise<RunFacets> {
  const { status: _status, ...butStatus } = filter
  const { source: _source, ...butSource } = filter
  const { agent: _agent, ...butAgent } = filter
  const { model: _model, ...butModel } = filter
  const [total, statuses, sources, slugs, agents, models] = await Promise.all([
    db.prisma.run.count({ where: runsFilter(filter) }),
    db.prisma.run.groupBy({ by: ['status'], where: runsFilter(butStatus), _count: true }),
    db.prisma.run.groupBy({ by: ['sourceId'], where: runsFilter(butSource), _count: true }),
    db.prisma.source.findMany({ select: { id: true, slug: true }, orderBy: { name: 'asc' } }),
    db.prisma.run.groupBy({
      by: ['agent'],
      where: { AND: [runsFilter(butAgent), { agent: { not: null } }] },
      _count: { _all: true },
      orderBy: { _count: { agent: 'desc' } },
      take: most,
    }),
    db.prisma.run.groupBy({
      by: ['model'],
      where: { AND: [runsFilter(butModel), { model: { not: null } }] },
      _count: { _all: true },
      orderBy: { _count: { model: 'desc' } },
      take: most,
    }),
  ])
  const counted = new Map(statuses.map((row) => [row.status, row._count]))
  const bySource = new Map(sources.map((row) => [row.sourceId, row._count]))
  return {
    total,
    status: Object.fromEntries(RunStatus.options.map((name) => [name, counted.get(name) ?? 0])) as RunFacets['status'],
    sources: slugs.map(({ id, slug }) => ({ slug, count: bySource.get(id) ?? 0 })),
    agents: agents.map((row) => ({ name: row.agent ?? '', count: row._count._all })),
    models: models.map((row) => ({ name: row.model ?? '', count: row._count._all })),
  }
}
