import { appendFrames } from '#lib/db/append-frames.ts'
import type { Database } from '#lib/db/client.ts'
import { readPosition } from '#lib/db/read-position.ts'
import { sleep } from '#lib/recorder/sleep.ts'
import { createWriter, type Writer } from '#lib/recorder/writer.ts'

/** A writer as the recorder has it; here, nothing may go wrong. */
export function benchWriter(db: Database): Writer {
  return createWriter({
    append: (batches) => appendFrames(batches, db),
    readPosition: (runId) => readPosition(runId, db),
    sleep,
    onTrouble({ error }) {
      throw error
    },
  })
}
