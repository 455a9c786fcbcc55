import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kindCode } from '#lib/dialects/kind.ts'
import { readTimeline } from './read-timeline.ts'
import { closeRun, storeRun } from './testing-run.ts'
import { testDatabase } from './testing.ts'

const db = await testDatabase()

const startedUs = 1_795_510_767_123_456

/** `kind`, milliseconds from the run's start, data. */
type Told = [kind: 'output' | 'reasoning' | 'tool' | 'result' | 'gap' | 'lifecycle', ms: number, data?: unknown]

async function storeTold(runId: bigint, told: readonly Told[], from = 1): Promise<void> {
  for (const [at, [kind, ms, data]] of told.entries()) {
    await db.prisma.frame.create({
      data: {
        runId,
        seq: from + at,
        connection: 1,
        kind: kindCode(kind),
        receivedUs: BigInt(startedUs + ms * 1000),
        backlog: false,
        raw: Buffer.from(data === undefined ? 'data: x\n\n' : `data: ${JSON.stringify(data)}\n\n`),
      },
    })
  }
  await db.prisma.recording.update({ where: { runId }, data: { nextSeq: from + told.length } })
}

const stretches = async (publicId: string, nowMs?: number) =>
  (await readTimeline(publicId, nowMs, db))?.lanes.parts.map(({ type, fromMs, toMs, name }) =>
    [type, fromMs, toMs, name].filter((value) => value !== undefined),
  )

test('a recorded run is told as stretches that add up to it, with its calls', async () => {
  const { runId, publicId } = await storeRun(db, {
    endedUs: BigInt(startedUs + 10_000_000),
    tools: {
      create: {
        ordinal: 1,
        callId: 'a',
        name: 'search',
        status: 'ok',
        startSeq: 5,
        endSeq: 6,
        startedUs: BigInt(startedUs + 3_000_000),
        endedUs: BigInt(startedUs + 5_000_000),
      },
    },
  })
  await storeTold(runId, [
    ['lifecycle', 100],
    ['reasoning', 1000],
    ['output', 1500],
    ['output', 2900],
    ['tool', 3000],
    ['result', 5000],
    ['output', 5400],
    ['gap', 8000],
    ['output', 8100],
  ])
  await closeRun(db, runId)
  const timeline = await readTimeline(publicId, 0, db)
  assert.equal(timeline?.durationMs, 10_000)
  assert.equal(timeline.live, false)
  assert.deepEqual(
    timeline.spans.map(({ name, offsetMs, durationMs }) => [name, offsetMs, durationMs]),
    [['search', 3000, 2000]],
  )
  assert.deepEqual(await stretches(publicId), [
    ['first_token', 0, 1000],
    ['output', 1000, 3000],
    ['tool', 3000, 5000, 'search'],
    ['first_token', 5000, 5400],
    ['gap', 5400, 8000],
    ['silence', 8000, 8100],
    ['output', 8100, 10_000],
  ])
  assert.equal(
    timeline.lanes.totals.reduce((sum, { ms }) => sum + ms, 0),
    10_000,
  )
  assert.equal(await readTimeline(publicId, 0, db), timeline, 'what is closed is read once')
})

test('a run that goes on is read on from where it was, and reaches until now', async () => {
  const { runId, publicId } = await storeRun(db, { recording: 'recording' })
  await storeTold(runId, [
    ['output', 1000],
    ['output', 1500],
  ])
  const nowMs = startedUs / 1000
  assert.deepEqual(await stretches(publicId, nowMs + 2000), [
    ['first_token', 0, 1000],
    ['output', 1000, 2000],
  ])
  await storeTold(runId, [['output', 2500]], 3)
  const again = await Promise.all([stretches(publicId, nowMs + 5000), stretches(publicId, nowMs + 5000)])
  assert.deepEqual(again[0], again[1])
  assert.deepEqual(again[0], [
    ['first_token', 0, 1000],
    ['output', 1000, 2500],
    ['silence', 2500, 5000],
  ])
})

test('a run that asks a person waits for the answer', async () => {
  const { runId, publicId } = await storeRun(db, { dialect: 'arkloop', endedUs: BigInt(startedUs + 9_000_000) })
  const frame = (type: string, data: object) => ({ type, run_id: 'r', seq: 1, data })
  await storeTold(runId, [
    ['output', 0],
    ['output', 1000],
    ['lifecycle', 2000, frame('run.input_requested', { message: 'Really?' })],
    ['lifecycle', 7000, frame('run.input_provided', { content: 'yes' })],
    ['output', 8000],
  ])
  await closeRun(db, runId)
  assert.deepEqual(await stretches(publicId), [
    ['output', 0, 1000],
    ['silence', 1000, 2000],
    ['input', 2000, 7000],
    ['silence', 7000, 8000],
    ['output', 8000, 9000],
  ])
})

test('a run without a clock has its calls and no stretches; an unknown run has nothing', async () => {
  const { runId, publicId } = await storeRun(db, { clock: 'none', startedUs: null })
  await storeTold(runId, [['output', 0]])
  await closeRun(db, runId)
  const timeline = await readTimeline(publicId, 0, db)
  assert.deepEqual([timeline?.durationMs, timeline?.lanes], [null, { parts: [], totals: [] }])
  assert.equal(await readTimeline('run_unknown', 0, db), null)
})
