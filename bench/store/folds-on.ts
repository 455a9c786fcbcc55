import { setImmediate as turn } from 'node:timers/promises'
import type { Database } from '#lib/db/client.ts'
import { readRecording } from '#lib/db/read-recording.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { createBacklog } from '#lib/recorder/backlog.ts'
import { createCatchUp } from '#lib/recorder/catch-up.ts'
import { anchoredClock } from '#lib/recorder/clock.ts'
import { createFrameSink } from '#lib/recorder/frame-sink.ts'
import { createPartials } from '#lib/recorder/partials.ts'
import { createStreamReader, type StreamReader } from '#lib/recorder/read-stream.ts'
import { createRunFold } from '#lib/recorder/run-fold.ts'
import type { Tape, Writer } from '#lib/recorder/writer.ts'
import { arrivals, TURN_FRAMES, type Contender } from './load.ts'
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

async function openRun(runId: bigint, writer: Writer, db: Database): Promise<{ reader: StreamReader; tape: Tape }> {
  const stored = await readRecording(runId, db)
  const dialect = getDialect('modus')
  if (!stored || !dialect) throw new Error('the run to store is not there')
  const fold = createRunFold(dialect, null, null)
  const tape = writer.open({ runId, epoch: stored.epoch, nextSeq: stored.nextSeq })
  const sink = createFrameSink(stored, { tape, fold })
  const clock = anchoredClock(0)
  const tail = { blocks: [], fromStart: true, cursor: null, earlier: null, oversize: new Set<string>() }
  const reader = createStreamReader({
    dialect,
    sink,
    clock,
    backlog: createBacklog({ behind: true, openedUs: clock() }),
    connection: 1,
    cursor: null,
    resumes: false,
    dense: null,
    partial: createPartials().open(),
    tail,
    catchUp: ({ blocks, fromStart }) =>
      createCatchUp(blocks, { cursor: null, fromStart, compareIds: (a, b) => dialect.compareIds(a, b) }),
    wholeTail: () => Promise.resolve(tail),
  })
  return { reader, tape }
}
