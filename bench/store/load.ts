import type { Database } from '#lib/db/client.ts'
import { modusStream, type ModusStream } from '../modus-stream.ts'

/** The streams to store, one a run. */
export type Load = { streams: readonly ModusStream[]; startMs: number; stepMs: number }

/** One way to store a load. What it prepares is not measured, what that returns is. */
export type Contender = {
  name: string
  /** Frames of each run that it stores: the slow ones store fewer, and are compared by their rate. */
  framesPerRun: number
  prepare(load: Load, runIds: readonly bigint[], db: Database): Promise<(frames: number) => Promise<void>>
}

/** One frame as it arrives. */
export type Arrival = { run: number; seq: number; id: string; receivedUs: number; raw: Buffer }

const BURST = 5

export function makeLoad({ runs, framesPerRun }: { runs: number; framesPerRun: number }): Load {
  const [startMs, stepMs] = [1_764_000_000_000, 40]
  const streams = Array.from({ length: runs }, (_, run) => modusStream({ run, frames: framesPerRun, startMs, stepMs }))
  return { streams, startMs, stepMs }
}

/** The first frames of each run in the order in which all contenders store them: a few of one run, then of the next. */
export function* arrivals({ streams, startMs, stepMs }: Load, framesPerRun: number): Generator<Arrival> {
  for (let from = 0; from < framesPerRun; from += BURST) {
    for (const [run, { bytes, ends }] of streams.entries()) {
      for (let i = from; i < Math.min(from + BURST, framesPerRun); i++) {
        const ms = startMs + i * stepMs
        const raw = bytes.subarray(i === 0 ? 0 : ends[i - 1], ends[i])
        yield { run, seq: i + 1, id: `${ms}-0`, receivedUs: ms * 1000, raw }
      }
    }
  }
}

/** The next arrivals, as many as there are up to a size. */
export function nextBatch(coming: Iterator<Arrival>, size: number): Arrival[] {
  const batch: Arrival[] = []
  while (batch.length < size) {
    const next = coming.next()
    if (next.done) break
    batch.push(next.value)
  }
  return batch
}

/** After so many frames sockets are to be read and written, as in a process that receives them. */
export const TURN_FRAMES = 1000
