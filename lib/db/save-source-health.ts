import type { SourceCheck } from '#lib/api/source.ts'
import { database } from './client.ts'

/** Keeps what a check of a source found. */
export async function saveSourceHealth(
  sourceId: string,
  check: SourceCheck,
  db = database(),
  now = () => new Date(),
): Promise<void> {
  await db.prisma.source.updateMany({
    where: { id: sourceId },
    data: {
      healthOk: check.ok,
      healthDetail: check.detail.slice(0, 1000),
      healthLatencyMs: check.latencyMs,
      healthCheckedAt: now(),
    },
  })
}
