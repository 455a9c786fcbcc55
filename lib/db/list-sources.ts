import type { Source } from '#lib/api/source.ts'
import { database } from './client.ts'
import { sourceColumns, toSources } from './source-row.ts'

/** Every source, by name. */
export async function listSources(db = database()): Promise<Source[]> {
  return toSources(await db.prisma.source.findMany({ orderBy: { name: 'asc' }, select: sourceColumns }), db)
}
