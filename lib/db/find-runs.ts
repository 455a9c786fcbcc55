import { database } from './client.ts'

/** The keys of runs by their public ids. Those that are gone are missing. */
export async function findRuns(publicIds: readonly string[], db = database()): Promise<Map<string, bigint>> {
  const rows = await db.prisma.run.findMany({
    where: { publicId: { in: [...publicIds] } },
    select: { id: true, publicId: true },
  })
  return new Map(rows.map((row) => [row.publicId, row.id]))
}
