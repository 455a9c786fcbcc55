import type { RunChain } from '#lib/api/chain.ts'
import { emptyChain } from '#lib/recorder/chain.ts'
import { database } from './client.ts'

/** How far a run is stored and its hash chain there, in one read; null if there is no such run. */
export async function readChain(publicId: string, db = database()): Promise<RunChain | null> {
  const row = await db.prisma.run.findUnique({
    where: { publicId },
    select: { recorder: { select: { nextSeq: true, chain: true, byteCount: true, gapCount: true, state: true } } },
  })
  if (!row) return null
  const { recorder } = row
  return {
    run: publicId,
    lastSeq: (recorder?.nextSeq ?? 1) - 1,
    chain: recorder?.chain ? Buffer.from(recorder.chain).toString('hex') : emptyChain,
    bytes: Number(recorder?.byteCount ?? 0),
    gaps: recorder?.gapCount ?? 0,
    closed: recorder === null || recorder.state === 'closed',
  }
}
