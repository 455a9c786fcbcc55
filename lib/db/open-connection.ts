import { database } from './client.ts'
import { storable } from './storable.ts'

export type NewConnection = {
  runId: bigint
  number: number
  method: string
  path: string
  requestHeaders: Record<string, string>
  requestBody: Uint8Array<ArrayBuffer> | null
  cursorSent: string | null
  openedUs: number
}

/** Writes down that a request is about to be sent: before it is, so that a crash cannot hide it. */
export async function openConnection(connection: NewConnection, db = database()): Promise<void> {
  await db.prisma.connection.createMany({
    data: [{ ...connection, path: storable(connection.path), openedUs: BigInt(connection.openedUs) }],
    skipDuplicates: true, // written before, by a statement whose answer was lost
  })
}
