import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appendFrames, type FrameBatch, type NewFrame } from './append-frames.ts'
import { readPosition } from './read-position.ts'
import { readStoredFrames, type StoredFrame } from './read-stored-frames.ts'
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

test('a batch that is sent again, and one of another lease, stores nothing', async () => {
  const [a = 0n] = await newRuns(1)
  assert.deepEqual(await appendFrames([batch(a, [first, second])], db), new Set([a]))
  await db.prisma.recording.update({ where: { runId: a }, data: { epoch: 5 } })
  const theirs = batch(a, [second], { epoch: 5, fromSeq: 3 })
  assert.deepEqual(await appendFrames([theirs], db), new Set([a]))
  for (const late of [batch(a, [first, second]), batch(a, [first], { fromSeq: 3 }), theirs]) {
    assert.deepEqual(await appendFrames([late], db), new Set())
  }
  assert.equal((await readStoredFrames(a, 0, 10, db)).length, 3)
})

test('of two that write the same place of a run at once, one stores all and the other nothing', async () => {
  const ids = await newRuns(20)
  const writers = [1, 2].map((connection) => ids.map((id) => batch(id, [{ ...first, connection }])))
  const stored = await Promise.all(writers.flatMap((own) => own.map((one) => appendFrames([one], db))))
  for (const [i, id] of ids.entries()) {
    const wins = [stored[i], stored[i + ids.length]].map((won) => won?.has(id))
    const frames = await readStoredFrames(id, 0, 10, db)
    assert.deepEqual([frames.length, frames[0]?.connection], [1, wins[0] ? 1 : 2])
    assert.equal(wins.filter(Boolean).length, 1)
  }
})

test('a run that was erased is left out, and the others are stored', async () => {
  const [a = 0n, b = 0n] = await newRuns(2)
  await db.prisma.run.delete({ where: { id: a } })
  assert.deepEqual(await appendFrames([batch(a, [first]), batch(b, [first])], db), new Set([b]))
  assert.deepEqual(await readStoredFrames(a, 0, 10, db), [])
})

test('a bad frame of any run leaves all runs as they were', async () => {
  const [a = 0n, b = 0n] = await newRuns(2)
  await assert.rejects(appendFrames([batch(a, [first]), batch(b, [{ ...first, connection: 40_000 }])], db), /smallint/)
  for (const id of [a, b]) assert.equal((await readPosition(id, db))?.nextSeq, 1)
})

test('a frame of 8 MB and ids of any bytes come back as they were', async () => {
  const [a = 0n] = await newRuns(1)
  const large = { ...second, raw: Buffer.alloc(8 * 1024 * 1024, 'data: \xff\0 ', 'latin1') }
  const odd = { ...second, upstreamId: Buffer.from([0xff, 0, 0xfe, 0x0a]) }
  await appendFrames([batch(a, [first, large, odd])], db)
  const frames: StoredFrame[] = []
  for (const after of [0, 1, 2]) frames.push(...(await readStoredFrames(a, after, 1, db)))
  assert.deepEqual(
    frames.map(({ raw }) => raw.length),
    [first.raw.length, large.raw.length, odd.raw.length],
  )
  assert.ok(frames[1]?.raw.equals(large.raw))
  assert.deepEqual(frames[2]?.upstreamId, odd.upstreamId)
})

test('cursor, chain and counters are those after the last frame', async () => {
  const [a = 0n, b = 0n, c = 0n] = await newRuns(3)
  const counters = { idEpoch: 2, gapCount: 3, unverifiedCount: 1, duplicates: 9, byteCount: 2 ** 40 }
  const cursors = [Buffer.from([0xff, 0]), Buffer.alloc(0), null]
  const batches = [a, b, c].map((id, i) => {
    const plain = batch(id, [first])
    return { ...plain, after: { ...plain.after, ...counters, cursor: cursors[i] ?? null } }
  })
  await appendFrames(batches, db)
  const rows = await db.prisma.recording.findMany({ where: { runId: { in: [a, b, c] } }, orderBy: { runId: 'asc' } })
  for (const [i, row] of rows.entries()) {
    assert.deepEqual(row.cursor && Buffer.from(row.cursor), cursors[i])
    const { idEpoch, gapCount, unverifiedCount, duplicates, byteCount, lastReceivedUs } = row
    const found = { idEpoch, gapCount, unverifiedCount, duplicates, byteCount: Number(byteCount) }
    assert.deepEqual(found, counters)
    assert.equal(Number(lastReceivedUs), second.receivedUs)
    assert.deepEqual(Buffer.from(row.chain ?? []).toString('hex'), 'ab'.repeat(32))
  }
})
