import { randomUUID } from 'node:crypto'
import type { Database } from '#lib/db/client.ts'
import { bandOf, ensureFramePartition } from '#lib/db/frame-partitions.ts'

/** Makes a Modus source at an address and runs of it, and gives the runs' ids in order. They wait for a recorder. */
export async function makeRuns(
  { count, baseUrl, epoch = 0 }: { count: number; baseUrl: string; epoch?: number },
  db: Database,
): Promise<bigint[]> {
  const sourceId = randomUUID()
  await db.prisma.source.create({
    data: { id: sourceId, slug: `bench-${sourceId}`, name: 'Bench', dialect: 'modus', baseUrl },
  })
  const runs = await db.prisma.run.createManyAndReturn({
    data: Array.from({ length: count }, (_, i) => ({
      publicId: `run_${randomUUID()}`,
      sourceId,
      dialect: 'modus',
      upstreamRunId: `run-${i}`,
    })),
    select: { id: true },
  })
  const ids = runs.map(({ id }) => id).toSorted((a, b) => (a < b ? -1 : 1))
  for (const band of new Set(ids.map(bandOf))) await ensureFramePartition(band, db)
  await db.prisma.recording.createMany({ data: ids.map((runId) => ({ runId, epoch })) })
  return ids
}

/** Removes all runs and frames; what is made next gets the same ids again. */
export async function eraseRuns(db: Database): Promise<void> {
  await db.pool.query('TRUNCATE source, frame RESTART IDENTITY CASCADE')
  // What one pass leaves to be written is not written during the next.
  await db.pool.query('CHECKPOINT')
}
