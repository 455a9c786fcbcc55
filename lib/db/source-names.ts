import { database } from './client.ts'

/** The sources by slug, without anything that is sealed. */
export async function sourceNames(db = database()): Promise<{ id: string; slug: string; dialect: string }[]> {
  return db.prisma.source.findMany({ orderBy: { slug: 'asc' }, select: { id: true, slug: true, dialect: true } })
}
