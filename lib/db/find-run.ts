import { database } from './client.ts'
import type { RunClock } from './run-clock.ts'

/** The inner side of a run: its key, its clock and how far it is stored. */
export type FoundRun = RunClock & {
  id: bigint
  sourceId: string
  dialect: string
  /** The last stored seq; 0 before the first. */
  lastSeq: number
}

/** The run behind a public id, or null. */
export async function findRun(publicId: string, db = database()): Promise<FoundRun | null> {
  const row = await db.prisma.run.findUnique({
    where: { publicId },
    select: {
      id: true,
      sourceId: true,
      dialect: true,
      startedUs: true,
      clock: true,
      recorder: { select: { nextSeq: true } },
    },
  })
  if (!row) return null
  const { recorder, ...run } = row
  return { ...run, lastSeq: (recorder?.nextSeq ?? 1) - 1 }
}
