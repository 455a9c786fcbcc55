import { database } from './client.ts'
import { storable } from './storable.ts'

/** What is known of a connection by its end; absent fields stay as they are. */
export type ClosedConnection = {
  status?: number
  responseHeaders?: Record<string, string>
  responseBody?: Uint8Array<ArrayBuffer>
  firstByteUs?: number | null
  closedUs?: number
  why?: string
  detail?: string | null
  frames?: number
  duplicates?: number
  tail?: Uint8Array<ArrayBuffer> | null
}

/** Writes down what came of a request. Nothing if the run was erased meanwhile. */
export async function closeConnection(
  runId: bigint,
  number: number,
  { closedUs, firstByteUs, detail, ...rest }: ClosedConnection,
  db = database(),
): Promise<void> {
  await db.prisma.connection.updateMany({
    where: { runId, number },
    data: {
      ...rest,
      ...(detail !== undefined && { detail: detail && storable(detail) }),
      ...(firstByteUs != null && { firstByteUs: BigInt(firstByteUs) }),
      ...(closedUs !== undefined && { closedUs: BigInt(closedUs) }),
    },
  })
}
