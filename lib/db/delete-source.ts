import { database } from './client.ts'
import { eraseFrames } from './erase-frames.ts'

export type SourceDeletion = 'deleted' | 'absent' | { runs: number }

/** Deletes a source. While it has runs it stays, and their number is returned, unless they are to go with it. */
export async function deleteSource(
  slug: string,
  { withRuns }: { withRuns: boolean },
  db = database(),
): Promise<SourceDeletion> {
  const source = await db.prisma.source.findUnique({ where: { slug }, select: { id: true } })
  if (!source) return 'absent'
  const runs = await db.prisma.run.findMany({ where: { sourceId: source.id }, select: { id: true } })
  if (runs.length > 0 && !withRuns) return { runs: runs.length }
  await db.prisma.source.deleteMany({ where: { id: source.id } })
  for (const run of runs) await eraseFrames(run.id, db)
  return 'deleted'
}
