import { kindCode } from '#lib/dialects/kind.ts'
import type { Arrival } from './load.ts'

/** A frame as Prisma takes it. */
export function frameData({ seq, id, receivedUs, raw }: Arrival, runId: bigint) {
  return {
    runId,
    seq,
    receivedUs: BigInt(receivedUs),
    emittedUs: BigInt(receivedUs),
    connection: 1,
    kind: kindCode('output'),
    backlog: false,
    upstreamId: Buffer.from(id),
    raw: raw as Buffer<ArrayBuffer>,
  }
}
