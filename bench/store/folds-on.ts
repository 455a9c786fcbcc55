import { setImmediate as turn } from 'node:timers/promises'
import { arrivals, TURN_FRAMES, type Contender } from './load.ts'
import { openRun } from './open-run.ts'
import { benchWriter } from './write-path.ts'

/** All that the recorder does from the bytes of a read on: split, decode, match, interpret, fold, number, chain, store. */
export const foldsOn: Contender = {
  name: 'Runtape, folds on',
  framesPerRun: 2500,
  async prepare(load, runIds, db) {
    const writer = benchWriter(db)
    const runs = await Promise.all(runIds.map((runId) => openRun(runId, writer, db)))
    return async (frames) => {
      let count = 0
      for (const { run, raw } of arrivals(load, frames)) {
        await runs[run]?.reader.push(raw)
        await runs[run]?.tape.room()
        if (++count % TURN_FRAMES === 0) await turn()
      }
      await Promise.all(runs.map(({ tape }) => tape.settled()))
    }
  },
}
