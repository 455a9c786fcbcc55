import { open, type FileHandle } from 'node:fs/promises'
import { hash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Witness } from '#lib/upstream/witness.ts'

// What an upstream emitted, in a file of its own, one JSON a line. A frame is on disk before it is on any wire, so that
// nothing can be recorded that the file does not know.

/** A line of the file. `offset` is where the frame begins in the run's bytes; `at` is in ms since 1970. */
export type TruthLine =
  | {
      is: 'emitted'
      run: string
      n: number
      id: string | null
      sha256: string
      bytes: number
      offset: number
      at: number
    }
  | { is: 'taken'; run: string; n: number; connection: number; at: number }
  | { is: 'beside'; run: string; connection: number; sha256: string; bytes: number; at: number }

export type TruthLog = Witness & { close(): Promise<void> }

/** Lines are gathered for so long, then written and flushed together: a flush costs some ms however much it is. */
const GATHER_MS = 5

/** Begins a truth log, in place of one that may be there. */
export async function openTruthLog(path: string, { now = Date.now } = {}): Promise<TruthLog> {
  const file = await open(path, 'w')
  const offsets = new Map<string, number>()
  let lines: string[] | null = null
  let writing = Promise.resolve()

  function add(line: TruthLine) {
    if (lines === null) {
      const batch = (lines = new Array<string>())
      writing = writing.then(async () => {
        await delay(GATHER_MS)
        lines = null
        await writeAll(file, Buffer.from(batch.join('')))
      })
    }
    lines.push(`${JSON.stringify(line)}\n`)
  }

  return {
    emitted(run, n, { id, raw, sha256 }) {
      const offset = offsets.get(run) ?? 0
      offsets.set(run, offset + raw.length)
      add({ is: 'emitted', run, n, id, sha256, bytes: raw.length, offset, at: now() })
    },
    taken: (run, n, connection) => add({ is: 'taken', run, n, connection, at: now() }),
    beside: (run, connection, raw) =>
      add({ is: 'beside', run, connection, sha256: hash('sha256', raw), bytes: raw.length, at: now() }),
    kept: () => writing,
    async close() {
      await writing
      await file.close()
    },
  }
}

async function writeAll(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at)).bytesWritten
  await file.datasync()
}
