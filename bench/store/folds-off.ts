import { setImmediate as turn } from 'node:timers/promises'
import { kindCode } from '#lib/dialects/kind.ts'
import { emptyChain } from '#lib/recorder/chain.ts'
import { arrivals, TURN_FRAMES, type Contender } from './load.ts'
import { benchWriter } from './write-path.ts'

/** The write path alone: frames that are already read go through the writer and the fenced statement. */
export const foldsOff: Contender = {
  name: 'Runtape, folds off',
  framesPerRun: 2500,
  async prepare(load, runIds, db) {
    const writer = benchWriter(db)
    const tapes = runIds.map((runId) => writer.open({ runId, epoch: 1, nextSeq: 1 }))
    const kind = kindCode('output')
    const after = { idEpoch: 0, chain: emptyChain, gapCount: 0, unverifiedCount: 0, duplicates: 0 }
    return async (frames) => {
      let count = 0
      for (const { run, id, seq, receivedUs, raw } of arrivals(load, frames)) {
        const tape = tapes[run]
        const upstreamId = Buffer.from(id)
        tape?.append(
          { receivedUs, emittedUs: receivedUs, backlog: false, connection: 1, kind, upstreamId, raw },
          { ...after, cursor: upstreamId, byteCount: seq * raw.length, lastReceivedUs: receivedUs },
        )
        if (++count % TURN_FRAMES > 0) continue
        await turn()
        await tape?.room()
      }
      await Promise.all(tapes.map((tape) => tape.settled()))
    }
  },
}
