import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { NewFrame } from '#lib/db/append-frames.ts'
import { takeBatches, type PendingRun } from './batches.ts'

function pending(runId: number, sizes: readonly number[], more: Partial<PendingRun> = {}): PendingRun {
  const frames = sizes.map((size, i) => ({ frame: frame(size), after: after(i) }))
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  const rest = { inFlight: false, failure: null, waiters: [] }
  return { runId: BigInt(runId), epoch: 3, nextSeq: 7, frames, bytes, ...rest, ...more }
}

const frame = (size: number): NewFrame => ({
  receivedUs: 1,
  emittedUs: null,
  backlog: false,
  connection: 1,
  kind: 7,
  upstreamId: null,
  raw: Buffer.alloc(size),
})

/** The row's state after the frame at this place, which its `byteCount` tells. */
const after = (place: number): PendingRun['frames'][number]['after'] => ({
  idEpoch: 0,
  cursor: null,
  chain: '',
  byteCount: place,
  gapCount: 0,
  unverifiedCount: 0,
  duplicates: 0,
  lastReceivedUs: 1,
})

const limits = { maxFrames: 100, maxBytes: 1000 }

test('a batch takes what waits of a run, with its lease, its place and the state after its last frame', () => {
  const run = pending(1, [10, 20, 30])
  const [taken, ...others] = takeBatches([run], limits)
  assert.deepEqual(others, [])
  assert.equal(taken?.bytes, 60)
  assert.deepEqual(
    { ...taken?.batch, frames: taken?.batch.frames.length },
    { runId: 1n, epoch: 3, fromSeq: 7, frames: 3, after: after(2) },
  )
  assert.equal(run.inFlight, true)
  assert.deepEqual([run.frames.length, run.bytes], [0, 0])
})

test('a run with a batch under way, or with nothing waiting, is passed over', () => {
  const taken = takeBatches([pending(1, [10], { inFlight: true }), pending(2, []), pending(3, [10])], limits)
  assert.deepEqual(
    taken.map(({ batch }) => batch.runId),
    [3n],
  )
})

test('batches come in the order of their run ids, whoever was first', () => {
  const taken = takeBatches([pending(10, [1]), pending(9, [1]), pending(2, [1])], limits)
  assert.deepEqual(
    taken.map(({ batch }) => batch.runId),
    [2n, 9n, 10n],
  )
})

test('a flush ends at its number of frames, and what is left stays in order', () => {
  const runs = [pending(1, [1, 2, 3, 4]), pending(2, [1])]
  const [taken, ...others] = takeBatches(runs, { ...limits, maxFrames: 3 })
  assert.deepEqual(others, [])
  assert.deepEqual(
    taken?.batch.frames.map(({ raw }) => raw.length),
    [1, 2, 3],
  )
  assert.deepEqual(taken.batch.after, after(2))
  assert.deepEqual(
    runs[0]?.frames.map(({ frame: { raw } }) => raw.length),
    [4],
  )
  assert.equal(runs[1]?.inFlight, false)
})

test('a frame that is larger than a flush goes out alone', () => {
  const run = pending(1, [5000, 1, 1])
  const [taken] = takeBatches([run, pending(2, [1])], limits)
  assert.deepEqual([taken?.batch.frames.length, run.frames.length], [1, 2])
})

test('whatever waits, all of it is taken once, in order, after as many flushes as it needs', () => {
  const sizes = fc.array(fc.nat(400), { maxLength: 12 })
  const facts = { maxFrames: fc.integer({ min: 1, max: 10 }), maxBytes: fc.integer({ min: 1, max: 900 }) }
  fc.assert(
    fc.property(fc.array(sizes, { maxLength: 6 }), fc.record(facts), (all, { maxFrames, maxBytes }) => {
      const runs = all.map((own, i) => pending(i, own))
      const seen: number[][] = all.map(() => [])
      for (;;) {
        const taken = takeBatches(runs, { maxFrames, maxBytes })
        if (taken.length === 0) break
        const frames = taken.flatMap(({ batch }) => batch.frames)
        assert.ok(frames.length <= maxFrames)
        for (const { run, batch, bytes } of taken) {
          assert.equal(
            bytes,
            batch.frames.reduce((sum, { raw }) => sum + raw.length, 0),
          )
          seen[Number(run.runId)]?.push(...batch.frames.map(({ raw }) => raw.length))
          run.inFlight = false
        }
      }
      assert.deepEqual(seen, all)
      assert.ok(runs.every((run) => run.bytes === 0))
    }),
  )
})
