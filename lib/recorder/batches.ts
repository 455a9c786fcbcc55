import type { FrameBatch, NewFrame } from '#lib/db/append-frames.ts'

/** A run's frames that wait for their flush, with the row's state after each. */
export type PendingRun = {
  runId: bigint
  epoch: number
  /** Seq of the first frame that waits. */
  nextSeq: number
  frames: { frame: NewFrame; after: FrameBatch['after'] }[]
  bytes: number
  inFlight: boolean
  failure: Error | null
  waiters: { resolve(): void; reject(error: Error): void }[]
}

export type TakenBatch = { run: PendingRun; batch: FrameBatch; bytes: number }

/**
 * Takes the frames of one flush from the runs that are in none, up to a size but at least one frame a run, and marks
 * their runs as in flight. Sorted by run id, because flushes in opposite orders deadlock.
 */
export function takeBatches(
  runs: Iterable<PendingRun>,
  { maxFrames, maxBytes }: { maxFrames: number; maxBytes: number },
): TakenBatch[] {
  const taken: TakenBatch[] = []
  let frames = 0
  let bytes = 0
  for (const run of runs) {
    if (run.inFlight || run.frames.length === 0) continue
    if (frames >= maxFrames || bytes >= maxBytes) break
    const batch = takeFrom(run, maxFrames - frames, maxBytes - bytes)
    taken.push(batch)
    frames += batch.batch.frames.length
    bytes += batch.bytes
  }
  return taken.sort((a, b) => (a.run.runId < b.run.runId ? -1 : 1))
}

function takeFrom(run: PendingRun, maxFrames: number, maxBytes: number): TakenBatch {
  let bytes = 0
  let count = 0
  while (count < run.frames.length && count < Math.max(1, maxFrames) && (count === 0 || bytes < maxBytes)) {
    bytes += run.frames[count]?.frame.raw.length ?? 0
    count++
  }
  const part = run.frames.splice(0, count)
  run.bytes -= bytes
  run.inFlight = true
  const after = (part.at(-1) as PendingRun['frames'][number]).after
  const batch = {
    runId: run.runId,
    epoch: run.epoch,
    fromSeq: run.nextSeq,
    frames: part.map(({ frame }) => frame),
    after,
  }
  return { run, batch, bytes }
}
