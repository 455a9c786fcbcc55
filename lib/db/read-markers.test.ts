import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Markers, type Marker } from '#lib/api/markers.ts'
import { emptySummary, foldSummary } from '#lib/run/summary.ts'
import { latencyOf } from '#lib/run/latency.ts'
import { readMarkers } from './read-markers.ts'
import { closeRun, startedUs, storeFrames, storeRun, type Block } from './testing-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()

async function read(publicId: string): Promise<Markers> {
  const markers = await readMarkers(publicId, db)
  assert.ok(markers)
  return Markers.parse(markers)
}

const token = (text = 'a'): Block => ({ raw: `data: ${text}\n\n`, kind: 'output' })
const ofType = (list: readonly Marker[], type: Marker['type']) => list.filter((marker) => marker.type === type)

test('a run that does not exist has no markers, and one without frames has none to show', async () => {
  assert.equal(await readMarkers('run_none', db), null)
  const { publicId } = await storeRun(db)
  assert.deepEqual(await read(publicId), {
    lastSeq: 0,
    durationMs: null,
    clock: 'received',
    index: [],
    density: { stepMs: 1, counts: [], kinds: [] },
    list: [],
    more: 0,
    toldUntil: { calls: 0, inputs: 0 },
    stretches: { list: [], more: 0 },
  })
})

test('a short run is indexed frame by frame, and each slice knows its frames', async () => {
  const { runId, publicId } = await storeRun(db)
  await storeFrames(db, runId, [token(), token(), { raw: 'data: x\n\n', kind: 'reasoning' }])
  await closeRun(db, runId)
  const { lastSeq, index, density } = await read(publicId)
  assert.equal(lastSeq, 3)
  assert.deepEqual(index, [
    [1, 1],
    [2, 2],
    [3, 3],
  ])
  assert.deepEqual(density, { stepMs: 1, counts: [0, 1, 1, 1], kinds: ['unknown', 'output', 'output', 'reasoning'] })
})

test('a long run is sampled evenly with its first and last frame, and every frame is counted once', async () => {
  const { runId, publicId } = await storeRun(db)
  for (let page = 0; page < 9; page += 1) {
    await storeFrames(
      db,
      runId,
      Array.from({ length: 1000 }, () => token()),
    )
  }
  await closeRun(db, runId)
  const { index, density } = await read(publicId)
  assert.ok(index.length <= 2000)
  assert.deepEqual(index[0], [1, 1])
  assert.deepEqual(index[1], [9, 9])
  assert.deepEqual(index.at(-1), [9000, 9000])
  assert.ok(density.counts.length <= 600)
  assert.equal(
    density.counts.reduce((sum, count) => sum + count, 0),
    9000,
  )
})

test('tools, errors, gaps, stalls and the first token are found where they are', async () => {
  const { runId, publicId } = await storeRun(db, {
    errorSeq: 6,
    errorMessage: 'It broke.',
    startedUs: BigInt(startedUs),
  })
  const gap = {
    reason: 'upstream_lost',
    missingCount: null,
    fromCursor: null,
    toCursor: null,
    openedAt: '2026-11-24T08:59:27.126456Z',
    closedAt: '2026-11-24T08:59:27.129456Z',
  }
  await storeFrames(db, runId, [
    token(),
    { raw: 'data: {}\n\n', kind: 'tool' },
    { raw: JSON.stringify(gap), kind: 'gap' },
    { raw: 'data: {}\n\n', kind: 'result' },
    token(),
    { raw: 'data: {}\n\n', kind: 'error' },
  ])
  const at = (seq: number) => BigInt(startedUs + seq * 1000)
  await db.prisma.toolSpan.createMany({
    data: [
      {
        runId,
        ordinal: 1,
        name: 'search',
        status: 'error',
        startSeq: 2,
        endSeq: 4,
        startedUs: at(2),
        endedUs: at(4),
        error: 'no',
      },
      { runId, ordinal: 2, name: 'open', status: 'no_end', startSeq: 5, startedUs: at(5) },
      { runId, ordinal: 3, name: 'lost', status: 'orphan_end', endSeq: 6, endedUs: at(6) },
    ],
  })
  const summary = emptySummary(startedUs)
  const frame = { kind: 'output', bytes: 1, emittedUs: null, backlog: false } as const
  const events = [{ type: 'text.delta', text: 'a' } as const]
  for (const [seq, us] of [
    [1, 1000],
    [2, 2000],
    [3, 3000],
    [5, 3_003_000],
  ] as const) {
    foldSummary(summary, { ...frame, seq, receivedUs: startedUs + us, events })
  }
  await db.prisma.run.update({ where: { id: runId }, data: { latency: latencyOf(summary, { firstByteUs: null }) } })
  await closeRun(db, runId, 'failed')

  const { list, more, density } = await read(publicId)
  assert.equal(more, 0)
  assert.deepEqual(list, [
    { type: 'first_token', seq: 1, offsetMs: 1 },
    { type: 'tool_start', seq: 2, offsetMs: 2, name: 'search', endSeq: 4, endMs: 4, failed: true },
    { type: 'gap', seq: 3, offsetMs: 3, endMs: 6, name: 'upstream_lost' },
    { type: 'tool_end', seq: 4, offsetMs: 4, name: 'search', failed: true },
    { type: 'error', seq: 4, offsetMs: 4, name: 'search failed' },
    { type: 'stall', seq: 5, offsetMs: 3, endSeq: 5, endMs: 3003 },
    { type: 'tool_start', seq: 5, offsetMs: 5, name: 'open' },
    { type: 'tool_end', seq: 6, offsetMs: 6, name: 'lost' },
    { type: 'error', seq: 6, offsetMs: 6, name: 'It broke.' },
  ])
  assert.equal(
    density.counts.reduce((sum, count) => sum + count, 0),
    5,
    'a gap is not a frame that came',
  )
})

test('a run on the upstream’s clock is placed by it, and its offsets never fall', async () => {
  const { runId, publicId } = await storeRun(db, { clock: 'emitted' })
  const untimed: Block = { raw: ': alive\n\n', kind: 'comment' }
  await storeFrames(db, runId, [
    token(),
    token(),
    token(),
    { raw: '{"reason":"expired"}', kind: 'gap' },
    token(),
    untimed,
  ])
  for (const [seq, ms] of [
    [1, 10],
    [2, 30],
    [3, 20],
    [5, 90],
  ] as const) {
    await db.pool.query('UPDATE frame SET emitted_us = $3 WHERE run_id = $1 AND seq = $2', [
      runId,
      seq,
      startedUs + ms * 1000,
    ])
  }
  await closeRun(db, runId)
  const { clock, index, density, list } = await read(publicId)
  assert.equal(clock, 'emitted')
  assert.deepEqual(
    index.map(([, ms]) => ms),
    [10, 30, 30, 30, 90, 90],
  )
  assert.deepEqual([density.counts[10], density.counts[20], density.counts[30], density.counts[90]], [1, 1, 1, 1])
  assert.equal(density.counts[0], 0, 'what has no time has no place')
  assert.deepEqual(list, [{ type: 'gap', seq: 4, offsetMs: 20, endMs: 90 }])
})

test('a run without a clock is placed by its frame numbers', async () => {
  const { runId, publicId } = await storeRun(db, { clock: 'none', startedUs: null })
  await storeFrames(db, runId, [
    { raw: 'data: x\n\n', kind: 'lifecycle' },
    token(),
    { raw: 'data: x\n\n', kind: 'error' },
  ])
  await db.prisma.run.update({ where: { id: runId }, data: { clock: 'none' } })
  await closeRun(db, runId)
  const { clock, durationMs, index, density, list } = await read(publicId)
  assert.deepEqual([clock, durationMs], ['none', null])
  assert.deepEqual(index, [
    [1, null],
    [2, null],
    [3, null],
  ])
  assert.deepEqual(density, { stepMs: 1, counts: [1, 1, 1], kinds: ['lifecycle', 'output', 'error'] })
  assert.deepEqual(list, [
    { type: 'first_token', seq: 2, offsetMs: null },
    { type: 'error', seq: 3, offsetMs: null },
  ])
})

test('runs of at least five tokens are told with their kind and times, as far as the run has come', async () => {
  const { runId, publicId } = await storeRun(db, { recording: 'closed' })
  const frames = (count: number, kind: NonNullable<Block['kind']>) =>
    Array.from({ length: count }, (): Block => ({ raw: 'data: x\n\n', kind }))
  await storeFrames(db, runId, [...frames(6, 'reasoning'), ...frames(4, 'output'), ...frames(1, 'tool')])
  await storeFrames(db, runId, frames(5, 'output'))
  const before = await read(publicId)
  assert.deepEqual(before.stretches, {
    list: [
      [1, 6, 'reasoning', 1, 6],
      [12, 16, 'output', 12, 16],
    ],
    more: 0,
  })
  assert.deepEqual(before.toldUntil, { calls: 16, inputs: 16 })
  await storeFrames(db, runId, [...frames(3, 'output'), ...frames(9, 'tool')])
  assert.deepEqual((await read(publicId)).stretches.list[1], [12, 19, 'output', 12, 19])
})

test('a run that grows is read on from where it was, and says the same as one that is read at once', async () => {
  const growing = await storeRun(db, { recording: 'closed' })
  const whole = await storeRun(db, { recording: 'closed' })
  const blocks = (from: number) =>
    Array.from({ length: 700 }, (_, at): Block => ({
      raw: 'data: x\n\n',
      kind: (from + at) % 300 === 0 ? 'error' : at % 3 === 0 ? 'reasoning' : 'output',
    }))
  for (const from of [1, 701, 1401, 2101]) {
    await storeFrames(db, growing.runId, blocks(from))
    await storeFrames(db, whole.runId, blocks(from))
    assert.equal((await read(growing.publicId)).lastSeq, from + 699)
  }
  const markers = await read(growing.publicId)
  assert.deepEqual(markers, await read(whole.publicId))
  assert.equal(ofType(markers.list, 'error').length, 9)
})

test('a run that is recorded is not read again within two seconds, and one that is closed is', async () => {
  const { runId, publicId } = await storeRun(db, { recording: 'streaming' })
  await storeFrames(db, runId, [token()])
  assert.equal((await read(publicId)).lastSeq, 1)
  await storeFrames(db, runId, [token()])
  assert.equal((await read(publicId)).lastSeq, 1)
  await closeRun(db, runId)
  assert.equal((await read(publicId)).lastSeq, 2)
})

test('where there are too many markers, tool calls are what is left out', async () => {
  const { runId, publicId } = await storeRun(db)
  await storeFrames(db, runId, [token(), { raw: 'data: x\n\n', kind: 'error' }])
  await db.prisma.toolSpan.createMany({
    data: Array.from({ length: 3000 }, (_, at) => ({
      runId,
      ordinal: at + 1,
      name: 'search',
      status: 'ok',
      startSeq: 1,
      endSeq: 2,
      startedUs: BigInt(startedUs),
      endedUs: BigInt(startedUs),
    })),
  })
  await closeRun(db, runId)
  const { list, more, toldUntil } = await read(publicId)
  assert.deepEqual([list.length, more], [5000, 1001])
  assert.deepEqual(toldUntil, { calls: 0, inputs: 2 })
  assert.equal(ofType(list, 'error').length, 1)
})

test('who asks while a run is read is told of the frames that came since', async () => {
  const { runId, publicId } = await storeRun(db, { recording: 'closed' })
  await storeFrames(db, runId, [token()])
  const first = read(publicId)
  await storeFrames(db, runId, [token()])
  assert.equal((await read(publicId)).lastSeq, 2)
  await first
})
