import { frameData } from './frame-data.ts'
import { arrivals, type Contender } from './load.ts'

/** What comes first to mind: one statement and one commit a frame. */
export const prismaCreate: Contender = {
  name: 'prisma.frame.create, one at a time',
  framesPerRun: 20,
  prepare: async (load, runIds, db) => async (frames) => {
    for (const arrival of arrivals(load, frames)) {
      await db.prisma.frame.create({ data: frameData(arrival, runIds[arrival.run] as bigint) })
    }
  },
}
