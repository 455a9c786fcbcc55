import { SourceSettings } from '#lib/api/source.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import type { Database } from './client.ts'

/** A source with its dialect, without its secrets; null if there is none of that slug. */
export async function findSource(slug: string, db: Database): Promise<FoundSource | null> {
  const row = await db.prisma.source.findUnique({
    where: { slug },
    select: { id: true, dialect: true, settings: true },
  })
  if (!row) return null
  const dialect = getDialect(row.dialect)
  if (!dialect) throw new Error(`source ${slug} has the dialect ${row.dialect}, which this version does not know`)
  return { id: row.id, dialect, settings: SourceSettings.parse(row.settings) }
}

export type FoundSource = { id: string; dialect: Dialect; settings: SourceSettings }
