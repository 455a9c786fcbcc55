import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRecording, type StoredRecording } from '#lib/db/read-recording.ts'
import { readStoredFrames } from '#lib/db/read-stored-frames.ts'
import { testDatabase } from '#lib/db/testing.ts'
import { storeFrames, storeRun } from '#lib/db/testing-run.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import { modus } from '#lib/dialects/modus.ts'
import { foldVersion } from '#lib/run/summary.ts'
import { cutBefore, restoreFold, startedBefore } from './restore.ts'
import { readTail } from './tail.ts'

const db = await testDatabase()

type LastConnection = NonNullable<StoredRecording['lastConnection']>

/** A recording whose last connection came to this. */
function stored(last: Partial<LastConnection> | null, more: Partial<StoredRecording> = {}): StoredRecording {
  const open = { number: 1, method: 'POST', status: null, openedUs: 1, firstByteUs: null, closedUs: null, why: null }
  return { nextSeq: 1, gapCount: 0, lastConnection: last && { ...open, ...last }, ...more } as StoredRecording
}

test('a recording without any connection was never started', () => {
  assert.equal(startedBefore(stored(null)), 'never')
})

test('a recording with frames was accepted, whatever its last connection came to', () => {
  assert.equal(startedBefore(stored({ status: 503, closedUs: 2, why: 'http_status' }, { nextSeq: 2 })), 'accepted')
})

test('an answer tells whether the start was accepted', () => {
  assert.equal(startedBefore(stored({ status: 200 })), 'accepted')
  for (const status of [302, 401, 429, 500]) {
    assert.equal(startedBefore(stored({ status, closedUs: 2, why: 'http_status' })), 'never')
  }
})

test('a start without an answer may have arrived, unless it certainly never left', () => {
  assert.equal(startedBefore(stored({})), 'unknown')
  for (const why of ['no_answer', 'shutdown', 'stopped', 'recorder_down']) {
    assert.equal(startedBefore(stored({ closedUs: 2, why })), 'unknown', why)
  }
  assert.equal(startedBefore(stored({ closedUs: 2, why: 'unreached' })), 'never')
})

test('a request that only reads may be sent again whatever came of it', () => {
  for (const why of ['no_answer', 'shutdown', null])
    assert.equal(startedBefore(stored({ method: 'GET', why })), 'never')
})

test('a start that was accepted stays so, whatever came of watching the run that it made', () => {
  const lastStart = {
    number: 1,
    method: 'POST',
    status: 201,
    openedUs: 1,
    firstByteUs: 1,
    closedUs: 2,
    why: 'http_status',
  }
  for (const watch of [{ status: 503, closedUs: 4, why: 'http_status' }, { why: 'unreached', closedUs: 4 }, {}]) {
    assert.equal(startedBefore(stored({ number: 2, method: 'GET', ...watch }, { lastStart })), 'accepted')
  }
  const refused = { ...lastStart, status: 429 }
  assert.equal(startedBefore(stored({ ...refused }, { lastStart: refused })), 'never')
})

test('a stream that ended by itself, or was never there, is not cut', () => {
  assert.equal(cutBefore(stored(null)), null)
  assert.equal(cutBefore(stored({ status: 200, closedUs: 2, why: 'ended' })), null)
  assert.equal(cutBefore(stored({ status: 500, closedUs: 2, why: 'http_status' })), null)
  assert.equal(cutBefore(stored({ closedUs: 2, why: 'unreached' })), null)
})

test('a stream that was open when its recorder died was cut by that', () => {
  assert.equal(cutBefore(stored({ status: 200 })), 'recorder_down')
  assert.equal(cutBefore(stored({ status: 200 }, { gapCount: 1 })), 'recorder_down')
  for (const why of ['shutdown', 'stopped', 'recorder_down']) {
    assert.equal(cutBefore(stored({ status: 200, closedUs: 2, why })), 'recorder_down')
  }
})

test('a stream that broke off was cut by its upstream, and a gap that says so is not stored twice', () => {
  for (const why of ['reset', 'timeout', 'idle', 'no_answer']) {
    assert.equal(cutBefore(stored({ closedUs: 2, why })), 'upstream_lost')
    assert.equal(cutBefore(stored({ closedUs: 2, why }, { gapCount: 1 })), null)
  }
})

test('the folds go on from the checkpoint, and are made again where it is of another version', async () => {
  const { runId } = await storeRun(db, { dialect: 'modus' })
  const word = (text: string) => `data: ${JSON.stringify({ type: 'token', content: text })}\n\n`
  const call = `data: {"type":"tool_start","id":"a","name":"search"}\n\n`
  await storeFrames(db, runId, [word('a'), { raw: ': ping\n\n', kind: 'comment' }, call, word('b')])
  const restore = async () => {
    const recording = await readRecording(runId, db)
    assert.ok(recording)
    return restoreFold(recording, modus as Dialect, db)
  }
  const whole = await restore()
  assert.deepEqual([whole.summary.frames, whole.summary.firstOutput?.seq, whole.summary.tools.count], [4, 1, 1])

  const known = { ...whole.checkpoint(), summary: { ...whole.summary, frames: 100 }, epochFromSeq: 3 }
  for (const [version, frames, epochFromSeq] of [
    [foldVersion, 102, 3],
    [foldVersion - 1, 4, 1],
  ] as const) {
    const checkpoint = JSON.parse(JSON.stringify({ ...known, version })) as object
    await db.prisma.recording.update({ where: { runId }, data: { checkpoint, checkpointSeq: 2 } })
    const fold = await restore()
    assert.deepEqual([fold.summary.frames, fold.epochFromSeq], [frames, epochFromSeq])
  }
})

test('a takeover knows from the gap where the ids began anew, without any checkpoint', async () => {
  const { runId } = await storeRun(db, { dialect: 'modus' })
  const gap = (facts: object) => ({ raw: JSON.stringify({ reason: 'unverified', ...facts }), kind: 'gap' as const })
  await storeFrames(db, runId, ['id: 9-0\ndata: x\n\n', gap({ idEpoch: 1 }), 'id: 1-0\ndata: y\n\n', gap({})])
  const recording = await readRecording(runId, db)
  assert.ok(recording)
  const fold = await restoreFold(recording, modus as Dialect, db)
  assert.equal(fold.epochFromSeq, 3)
  const tail = await readTail(
    { runId, nextSeq: recording.nextSeq, epochFromSeq: 3, whole: false },
    modus as Dialect,
    db,
  )
  assert.deepEqual([tail.blocks.map(({ identity }) => identity), tail.fromStart, tail.cursor], [['1-0'], true, null])
})

test('large frames are read back a few at a time, and their bytes are not kept', async () => {
  const { runId } = await storeRun(db, { dialect: 'modus' })
  const ids = Array.from({ length: 12 }, (_, at) => `${at + 1}-0`)
  await storeFrames(
    db,
    runId,
    ids.map((id) => `id: ${id}\ndata: ${'x'.repeat(1_000_000)}\n\n`),
  )
  const page = await readStoredFrames(runId, 0, 2000, db)
  assert.ok(page.length > 0 && page.length <= 4, `${page.length} frames at once`)
  const recording = await readRecording(runId, db)
  assert.ok(recording)
  assert.equal((await restoreFold(recording, modus as Dialect, db)).summary.frames, 12)
  const where = { runId, nextSeq: recording.nextSeq, epochFromSeq: 1, whole: false }
  const { blocks, fromStart } = await readTail(where, modus as Dialect, db)
  assert.deepEqual([blocks.map(({ identity }) => identity), fromStart], [ids, true])
  const held = new Set(blocks.map(({ content }) => content.buffer))
  assert.ok([...held].reduce((sum, buffer) => sum + buffer.byteLength, 0) < 100_000)
})
