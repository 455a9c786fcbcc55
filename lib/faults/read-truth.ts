import { open, type FileHandle } from 'node:fs/promises'
import type { RunTruth } from './run-truth.ts'
import type { TruthLine } from './truth-log.ts'

/** Follows a truth log that is still being written. */
export type TruthReader = {
  /** Reads what was added since; a line that is not whole yet is left for the next time. */
  catchUp(): Promise<void>
  /** What is known of a run by now; null before its first frame. */
  truth(run: string): RunTruth | null
  /** Frees what is known of a run. What is still added to it is passed over. */
  forget(run: string): void
  close(): Promise<void>
}

const CHUNK = 1024 * 1024

export async function openTruthReader(path: string): Promise<TruthReader> {
  const file = await open(path, 'r')
  const runs = new Map<string, RunTruth>()
  const forgotten = new Set<string>()
  const buffer = Buffer.alloc(CHUNK)
  let position = 0
  let rest = ''
  let reading = Promise.resolve()

  function take(line: TruthLine) {
    if (forgotten.has(line.run)) return
    let truth = runs.get(line.run)
    if (!truth) runs.set(line.run, (truth = { run: line.run, emitted: [], beside: new Map() }))
    switch (line.is) {
      case 'emitted': {
        const { n, id, sha256, bytes, offset, at } = line
        truth.emitted.push({ n, id, sha256, bytes, offset, at, taken: false })
        return
      }
      case 'taken': {
        const frame = truth.emitted[line.n - 1]
        if (frame) frame.taken = true
        return
      }
      case 'beside':
        truth.beside.set(line.sha256, (truth.beside.get(line.sha256) ?? 0) + 1)
        return
      default:
        line satisfies never
    }
  }

  async function read() {
    for (;;) {
      const bytesRead = await readAt(file, buffer, position)
      if (bytesRead === 0) return
      position += bytesRead
      const lines = (rest + buffer.toString('latin1', 0, bytesRead)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) take(JSON.parse(Buffer.from(line, 'latin1').toString('utf8')) as TruthLine)
    }
  }

  return {
    catchUp: () => (reading = reading.then(read)),
    truth: (run) => runs.get(run) ?? null,
    forget(run) {
      runs.delete(run)
      forgotten.add(run)
    },
    close: () => file.close(),
  }
}

async function readAt(file: FileHandle, buffer: Buffer, position: number): Promise<number> {
  return (await file.read(buffer, 0, buffer.length, position)).bytesRead
}
