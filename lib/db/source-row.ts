import type { RecordingState } from '#lib/api/run.ts'
import { SourceSettings, type Source } from '#lib/api/source.ts'
import type { Dialect, SourceClass } from '#lib/dialects/dialect.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import type { ReadName } from './claim-reads.ts'
import type { Database } from './client.ts'
import type { Prisma } from './generated/client.ts'
import { describeCredential, headerNames } from './source-secrets.ts'

/** What a query selects of the table `source` to show it. */
export const sourceColumns = {
  id: true,
  slug: true,
  name: true,
  dialect: true,
  baseUrl: true,
  credential: true,
  headers: true,
  settings: true,
  healthOk: true,
  healthDetail: true,
  healthLatencyMs: true,
  healthCheckedAt: true,
  createdAt: true,
  reads: { select: { name: true, readAt: true, ok: true, detail: true } },
} as const satisfies Prisma.SourceSelect

type SourceRow = Prisma.SourceGetPayload<{ select: typeof sourceColumns }>

const beingRecorded = ['pending', 'connecting', 'streaming', 'waiting'] satisfies RecordingState[]

/** Sources as the API shows them, with the counts of their runs. */
export async function toSources(rows: readonly SourceRow[], db: Database): Promise<Source[]> {
  const ids = rows.map((row) => row.id)
  const where = { sourceId: { in: ids } }
  const [all, live] = await Promise.all([
    db.prisma.run.groupBy({ by: ['sourceId'], where, _count: true, _max: { createdAt: true } }),
    db.prisma.run.groupBy({ by: ['sourceId'], where: { ...where, recording: { in: beingRecorded } }, _count: true }),
  ])
  const totals = new Map(all.map((row) => [row.sourceId, row]))
  const running = new Map(live.map((row) => [row.sourceId, row._count]))
  return rows.map((row) => ({
    slug: row.slug,
    name: row.name,
    dialect: row.dialect,
    baseUrl: row.baseUrl,
    credential: row.credential === null ? null : describeCredential(row.credential),
    headerNames: headerNames(row.headers),
    ...described(row),
    health: health(row),
    reads: { runs: lastRead(row, 'runs'), usage: lastRead(row, 'usage') },
    runCount: totals.get(row.id)?._count ?? 0,
    runningCount: running.get(row.id) ?? 0,
    lastRunAt: totals.get(row.id)?._max.createdAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }))
}

function described(row: SourceRow): Pick<Source, 'settings' | 'class'> {
  const settings = SourceSettings.omit({ headers: true }).parse(row.settings)
  return { settings, class: classOf(getDialect(row.dialect), settings) }
}

function health(row: SourceRow): Source['health'] {
  if (row.healthOk === null || row.healthCheckedAt === null) return null
  return {
    ok: row.healthOk,
    detail: row.healthDetail ?? '',
    latencyMs: row.healthLatencyMs,
    checkedAt: row.healthCheckedAt.toISOString(),
  }
}

/** Only of a source that is read: what was found before it was turned off says nothing of now. */
function lastRead({ settings, reads }: SourceRow, name: ReadName): Source['reads']['runs'] {
  const read = reads.find((row) => row.name === name)
  if (!read || read.readAt === null || read.ok === null || !SourceSettings.parse(settings).discover) return null
  return { readAt: read.readAt.toISOString(), ok: read.ok, detail: read.detail ?? '' }
}

/** What can be promised of the source's runs: of those that are watched by an id alone, where it has several streams. */
function classOf(dialect: Dialect | null, settings: SourceSettings): SourceClass {
  return dialect?.stream(dialect.surfaces[0].name, settings).class ?? 'C'
}
