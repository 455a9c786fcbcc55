import type { Database } from '#lib/db/client.ts'
import { readRecording } from '#lib/db/read-recording.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { createBacklog } from '#lib/recorder/backlog.ts'
import { createCatchUp } from '#lib/recorder/catch-up.ts'
import { anchoredClock, type Clock } from '#lib/recorder/clock.ts'
import { createFrameSink, type FrameSink } from '#lib/recorder/frame-sink.ts'
import { createPartials } from '#lib/recorder/partials.ts'
import { createStreamReader, type StreamReader } from '#lib/recorder/read-stream.ts'
import { createRunFold, type RunFold } from '#lib/recorder/run-fold.ts'
import type { Tape, Writer } from '#lib/recorder/writer.ts'

export type OpenRun = { reader: StreamReader; tape: Tape; fold: RunFold; sink: FrameSink }

/**
 * A run of Modus as its recorder has it while a stream is open. `behind`: the stream begins with what happened before.
 */
export async function openRun(
  runId: bigint,
  writer: Writer,
  db: Database,
  { clock = anchoredClock(0), behind = true }: { clock?: Clock; behind?: boolean } = {},
): Promise<OpenRun> {
  const stored = await readRecording(runId, db)
  const dialect = getDialect('modus')
  if (!stored || !dialect) throw new Error('the run to store is not there')
  const fold = createRunFold(dialect, null, null)
  const tape = writer.open({ runId, epoch: stored.epoch, nextSeq: stored.nextSeq })
  const sink = createFrameSink(stored, { tape, fold })
  const tail = { blocks: [], fromStart: true, cursor: null, earlier: null, oversize: new Set<string>() }
  const reader = createStreamReader({
    dialect,
    sink,
    clock,
    backlog: createBacklog({ behind, openedUs: clock() }),
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
  return { reader, tape, fold, sink }
}
