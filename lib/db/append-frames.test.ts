import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appendFrames, type FrameBatch, type NewFrame } from './append-frames.ts'
import { readPosition } from './read-position.ts'
import { readStoredFrames } from './read-stored-frames.ts'
import { testDatabase } from './testing.ts'
import { storeRun } from './testing-run.ts'

const db = await testDatabase()

const first: NewFrame = {
  receivedUs: 1_795_510_767_123_456,
  emittedUs: null,
  backlog: true,
  connection: 1,
  kind: 1,
  upstreamId: null,
  raw: Buffer.from(': ping\n\n'),
}
const second: NewFrame = {
  receivedUs: 1_795_510_767_123_457,
  emittedUs: 1_795_510_767_000_000,
  backlog: false,
  connection: 2,
  kind: 7,
  upstreamId: Buffer.from([0xff, 0x2c, 0x7d]),
  raw: Buffer.from([0, 0xff, 0x22, 0x5c]),
}
const empty: NewFrame = { ...second, upstreamId: Buffer.alloc(0), raw: Buffer.alloc(0) }

function batch(runId: bigint, frames: NewFrame[], fence: { epoch?: number; fromSeq?: number } = {}): FrameBatch {
  const after = {
    idEpoch: 0,
    cursor: null,
    chain: 'ab'.repeat(32),
    byteCount: 12,
    gapCount: 0,
    unverifiedCount: 0,
    duplicates: 0,
    lastReceivedUs: second.receivedUs,
  }
  return { runId, epoch: 0, fromSeq: 1, frames, after, ...fence }
}

async function newRuns(count: number): Promise<bigint[]> {
  const ids: bigint[] = []
  for (let i = 0; i < count; i++) ids.push((await storeRun(db)).runId)
  return ids
}

test('frames of many runs are stored by one statement, every field as it was', async () => {
  const [a = 0n, b = 0n] = await newRuns(2)
  const stored = await appendFrames([batch(a, [first, second, empty]), batch(b, [second])], db)
  assert.deepEqual(stored, new Set([a, b]))
  const numbered = (frames: NewFrame[]) => frames.map((frame, i) => ({ seq: i + 1, ...frame }))
  assert.deepEqual(await readStoredFrames(a, 0, 10, db), numbered([first, second, empty]))
  assert.deepEqual(await readStoredFrames(b, 0, 10, db), numbered([second]))
  assert.deepEqual(await readPosition(a, db), { epoch: 0, nextSeq: 4, chain: Buffer.alloc(32, 0xab) })
})

test('a run whose lease or position has moved stores nothing, and the others are stored', async () => {
  const [a = 0n, b = 0n, c = 0n] = await newRuns(3)
  const batches = [batch(a, [first], { epoch: 1 }), batch(b, [first, second]), batch(c, [first], { fromSeq: 2 })]
  assert.deepEqual(await appendFrames(batches, db), new Set([b]))
  for (const [runId, nextSeq] of [[a, 1] as const, [b, 3] as const, [c, 1] as const]) {
    assert.equal((await readStoredFrames(runId, 0, 10, db)).length, nextSeq - 1)
    assert.equal((await readPosition(runId, db))?.nextSeq, nextSeq)
  }
})
