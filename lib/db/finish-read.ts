import type { ClaimedRead } from './claim-reads.ts'
import { database } from './client.ts'

/** How a background read went. `left`: it was not made, or not to its end, and nothing is known by it. */
export type ReadOutcome = { name: 'read' | 'failed'; detail: string } | { name: 'left' }

/**
 * Saves how a read went and when the next one is due. A source that was changed meanwhile is due already, and stays so.
 */
export async function finishRead(
  { sourceId, name, dueAt }: ClaimedRead,
  outcome: ReadOutcome,
  { afterMs }: { afterMs: number },
  db = database(),
): Promise<void> {
  const isRead = outcome.name !== 'left'
  const detail = isRead ? outcome.detail.slice(0, 1000) : null
  const failed = outcome.name === 'failed'
  await db.prisma.$executeRaw`
    UPDATE background_read SET
      due_at = CASE WHEN due_at = ${dueAt} THEN now() + make_interval(secs => ${afterMs / 1000}) ELSE due_at END,
      read_at = CASE WHEN ${isRead} THEN now() ELSE read_at END,
      ok = CASE WHEN ${isRead} THEN ${!failed} ELSE ok END,
      detail = CASE WHEN ${isRead} THEN ${detail} ELSE detail END,
      failures = CASE WHEN NOT ${isRead} THEN failures WHEN ${failed} THEN failures + 1 ELSE 0 END
    WHERE source_id = ${sourceId}::uuid AND name = ${name}`
}

/** Makes all reads of a source due now: something about it changed. */
export async function hastenReads(sourceId: string, db = database()): Promise<void> {
  await db.prisma
    .$executeRaw`UPDATE background_read SET due_at = now(), failures = 0 WHERE source_id = ${sourceId}::uuid`
}
