import { database } from './client.ts'

/** A recorder that stops gives back all that it owns, so that others need not wait for its lease to run out. */
export async function leave(recorderId: string, db = database()): Promise<void> {
  await db.prisma.$executeRaw`UPDATE recording SET owner = NULL WHERE owner = ${recorderId}::uuid AND state = 'open'`
  await db.prisma.$executeRaw`DELETE FROM recorder WHERE id = ${recorderId}::uuid`
}
