import type { Source } from '#lib/api/source.ts'
import { database } from './client.ts'
import { sourceColumns, toSources } from './source-row.ts'

/** The source of that slug, or null. */
export async function getSource(slug: string, db = database()): Promise<Source | null> {
  const row = await db.prisma.source.findUnique({ where: { slug }, select: sourceColumns })
  const [source] = row ? await toSources([row], db) : []
  return source ?? null
}
