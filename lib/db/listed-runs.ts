import { listedSurface } from '#lib/dialects/rest.ts'
import type { RunRef } from '#lib/dialects/dialect.ts'
import type { RunStatus } from '#lib/api/run.ts'
import { database, type Database } from './client.ts'
import { activeStatuses } from './told-run.ts'

/** A run that is known by lists alone, as its upstream is asked for details of it. */
export type ListedRun = { runId: bigint; isActive: boolean; ref: RunRef & { upstreamRunId: string } }

/** Ended runs of lists without streams of which nobody asked for details since, the newest first; none older than a week. */
export async function findUnaskedRuns(
  { sourceId, limit }: { sourceId: string; limit: number },
  db = database(),
): Promise<ListedRun[]> {
  const rows = await db.prisma.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM run WHERE source_id = ${sourceId}::uuid AND surface = ${listedSurface} AND integrity = 'not_recorded'
      AND status <> ALL(${activeStatuses}) AND created_at > now() - interval '8 days'
      AND NOT EXISTS (SELECT FROM connection c WHERE c.run_id = run.id AND c.purpose = 'detail')
    ORDER BY created_at DESC LIMIT ${limit}`
  return refsOf(rows, db)
}

/** Active runs of lists without streams that a read has not told of; any of them, so that each gets its turn. */
export async function findUnheardRuns(
  { sourceId, heard, limit }: { sourceId: string; heard: readonly string[]; limit: number },
  db = database(),
): Promise<ListedRun[]> {
  const rows = await db.prisma.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM run WHERE source_id = ${sourceId}::uuid AND surface = ${listedSurface} AND integrity = 'not_recorded'
      AND status = ANY(${activeStatuses}) AND upstream_run_id <> ALL(${[...heard]}::text[])
    ORDER BY random() LIMIT ${limit}`
  return refsOf(rows, db)
}

async function refsOf(rows: readonly { id: bigint }[], db: Database): Promise<ListedRun[]> {
  const runs = await db.prisma.run.findMany({
    where: { id: { in: rows.map(({ id }) => id) } },
    select: { id: true, surface: true, upstreamRunId: true, threadId: true, agent: true, metadata: true, status: true },
  })
  return runs.map(({ id, upstreamRunId, metadata, status, ...run }) => {
    const said = metadata as Record<string, string>
    const ref = {
      ...run,
      upstreamRunId: upstreamRunId ?? '',
      metadata: said,
      lastId: null,
      start: null,
      startedMs: null,
    }
    return { runId: id, isActive: activeStatuses.includes(status as RunStatus), ref }
  })
}
