import type { Database } from '#lib/db/client.ts'
import { makeRuns } from '../make-runs.ts'
import { copy } from '../store/copy.ts'
import { makeLoad } from '../store/load.ts'

/** One run of so many frames as a recorder would leave it, but for what is derived from them. Its public id. */
export async function storeLongRun(frames: number, db: Database): Promise<string> {
  const load = makeLoad({ runs: 1, framesPerRun: frames })
  const runIds = await makeRuns({ count: 1, baseUrl: 'http://127.0.0.1:9' }, db)
  const store = await copy.prepare(load, runIds, db)
  await store(frames)
  const { publicId } = await db.prisma.run.update({
    where: { id: runIds[0] as bigint },
    data: {
      clock: 'received',
      startedUs: BigInt(load.startMs) * 1000n,
      frameCount: frames,
      status: 'completed',
      recording: 'closed',
      recorder: { update: { nextSeq: frames + 1, state: 'closed' } },
    },
    select: { publicId: true },
  })
  await db.pool.query('VACUUM ANALYZE frame')
  return publicId
}
