import { database } from './client.ts'
import type { FoundRun } from './find-run.ts'
import { toFrames } from './frame-row.ts'
import { readBlocks } from './read-blocks.ts'

/** A run as one frame a line, with its exact bytes in base64, and its gaps. */
export async function* exportNdjson(run: FoundRun, db = database()): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const rows of readBlocks(run, db)) {
    const lines = toFrames(rows, run, { raw: true }).map((frame) => `${JSON.stringify(frame)}\n`)
    yield Buffer.from(lines.join(''), 'utf8')
  }
}
