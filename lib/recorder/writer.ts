import type { FrameBatch, NewFrame } from '#lib/db/append-frames.ts'
import { takeBatches, type PendingRun } from './batches.ts'
import { LeaseLost } from './lease-lost.ts'
import { storeBatches, type StoreDeps } from './store-batches.ts'

// One accumulator a process. A flush goes out at 2,000 frames, 512 KB or 25 ms after the first frame; at most two are in
// flight, and a run is in at most one of them, so its frames land in order.

const FLUSH_FRAMES = 2000
const FLUSH_BYTES = 512 * 1024
const FLUSH_AFTER_MS = 25
const MAX_IN_FLIGHT = 2
const MAX_QUEUED_BYTES = 32 * 1024 * 1024
/** One run that is faster than the database must not stop all others. */
const MAX_RUN_BYTES = 8 * 1024 * 1024

/** The frames of one run on their way to the database. */
export type Tape = {
  /** Queues a frame, with the row's state after it. Its seq is the run's next. */
  append(frame: NewFrame, after: FrameBatch['after']): void
  /** Resolves when all that was appended is committed; rejects with `LeaseLost`, or when the frames cannot be stored. */
  settled(): Promise<void>
  /** Resolves when the writer may be given more: reading of sockets stops at 32 MB queued, of one run at 8 MB. */
  room(): Promise<void>
  close(): void
}

export type Writer = {
  open(run: { runId: bigint; epoch: number; nextSeq: number }): Tape
  queuedBytes(): number
}

type Deps = StoreDeps & { onStored?: (runIds: bigint[]) => void }

/** Batches the frames of all runs of this process into few statements. */
export function createWriter({ onStored = () => undefined, ...deps }: Deps): Writer {
  /** Those that were served longest ago come first. */
  const runs = new Map<bigint, PendingRun>()
  /** Not yet sent. */
  const waiting = { frames: 0, bytes: 0 }
  /** Sent or not, but not yet stored. */
  let queuedBytes = 0
  let inFlight = 0
  let timer: NodeJS.Timeout | null = null
  /** The time of a flush came while none could go out: what waits then goes as soon as one can. */
  let overdue = false
  let roomWaiters: { run: PendingRun; resolve: () => void }[] = []

  function schedule() {
    if (waiting.frames === 0) return
    if (waiting.frames >= FLUSH_FRAMES || waiting.bytes >= FLUSH_BYTES || overdue) flush()
    else timer ??= setTimeout(flushInTime, FLUSH_AFTER_MS)
  }

  function flushInTime() {
    flush()
    overdue = waiting.frames > 0
  }

  function flush() {
    if (timer) clearTimeout(timer)
    timer = null
    overdue = false
    while (inFlight < MAX_IN_FLIGHT) {
      const taken = takeBatches(runs.values(), { maxFrames: FLUSH_FRAMES, maxBytes: FLUSH_BYTES })
      if (taken.length === 0) break
      for (const { run, batch, bytes } of taken) {
        waiting.frames -= batch.frames.length
        waiting.bytes -= bytes
        runs.delete(run.runId)
        runs.set(run.runId, run)
      }
      inFlight++
      void write(taken)
    }
  }

  async function write(taken: { run: PendingRun; batch: FrameBatch; bytes: number }[]) {
    const results = await storeBatches(
      taken.map(({ batch }) => batch),
      deps,
    )
    inFlight--
    const stored: bigint[] = []
    for (const { run, batch, bytes } of taken) {
      run.inFlight = false
      queuedBytes -= bytes
      const failure = results.get(batch.runId)
      if (failure) fail(run, failure)
      else {
        run.nextSeq += batch.frames.length
        stored.push(batch.runId)
        settle(run)
      }
    }
    if (stored.length > 0) onStored(stored)
    makeRoom()
    schedule()
  }

  function makeRoom() {
    const waiters = roomWaiters
    roomWaiters = []
    for (const waiter of waiters) {
      if (hasRoom(waiter.run)) waiter.resolve()
      else roomWaiters.push(waiter)
    }
  }

  function hasRoom({ bytes }: PendingRun): boolean {
    return bytes < MAX_RUN_BYTES && queuedBytes < MAX_QUEUED_BYTES
  }

  function settle(run: PendingRun) {
    if (run.frames.length > 0 || run.inFlight) return
    for (const waiter of run.waiters) waiter.resolve()
    run.waiters = []
  }

  function fail(run: PendingRun, failure: Error) {
    run.failure = failure
    waiting.frames -= run.frames.length
    waiting.bytes -= run.bytes
    queuedBytes -= run.bytes
    run.frames = []
    run.bytes = 0
    for (const waiter of run.waiters) waiter.reject(failure)
    run.waiters = []
    makeRoom()
  }

  return {
    queuedBytes: () => queuedBytes,
    open({ runId, epoch, nextSeq }) {
      const run: PendingRun = {
        runId,
        epoch,
        nextSeq,
        frames: [],
        bytes: 0,
        inFlight: false,
        failure: null,
        waiters: [],
      }
      // Claimed anew by this process: what waits under the old lease must not be sent, nor waited for. The old one may
      // be the later to get here.
      const other = runs.get(runId)
      const lost = new LeaseLost(`the lease on run ${runId} was lost`)
      if (other && other.epoch > epoch) run.failure = lost
      else {
        if (other) fail(other, lost)
        runs.set(runId, run)
      }
      return {
        append(frame, after) {
          if (run.failure) throw run.failure
          run.frames.push({ frame, after })
          run.bytes += frame.raw.length
          waiting.frames++
          waiting.bytes += frame.raw.length
          queuedBytes += frame.raw.length
          schedule()
        },
        async settled() {
          if (run.failure) throw run.failure
          if (run.frames.length === 0 && !run.inFlight) return
          const done = Promise.withResolvers<void>()
          run.waiters.push(done)
          await done.promise
        },
        async room() {
          if (hasRoom(run)) return
          await new Promise<void>((resolve) => roomWaiters.push({ run, resolve }))
        },
        close() {
          if (run.frames.length > 0) fail(run, new LeaseLost(`the recording of run ${runId} was given up`))
          if (runs.get(runId) === run) runs.delete(runId)
        },
      }
    },
  }
}
