import { frameData } from './frame-data.ts'
import { arrivals, nextBatch, type Contender } from './load.ts'

const BATCH = 1000

/** Prisma's own way to store many rows, with `inFlight` batches on their way at once. */
export function prismaCreateMany(inFlight: number): Contender {
  return {
    name: `prisma.frame.createMany of ${BATCH}, ${inFlight === 1 ? 'one at a time' : `${inFlight} in flight`}`,
    framesPerRun: 400,
    prepare: async (load, runIds, db) => async (frames) => {
      const coming = arrivals(load, frames)
      // Every lane takes the next batch from the same iterator.
      const lane = async () => {
        for (let batch = nextBatch(coming, BATCH); batch.length > 0; batch = nextBatch(coming, BATCH)) {
          await db.prisma.frame.createMany({
            data: batch.map((arrival) => frameData(arrival, runIds[arrival.run] as bigint)),
          })
        }
      }
      await Promise.all(Array.from({ length: inFlight }, lane))
    },
  }
}
