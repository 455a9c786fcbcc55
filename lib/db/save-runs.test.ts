import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { runState, type RecordingFacts } from '#lib/recorder/run-state.ts'
import { emptySummary } from '#lib/run/summary.ts'
import type { ToolSpan } from '#lib/run/tool-spans.ts'
import { saveRuns, type Hold, type RunSave } from './save-runs.ts'
import { testDatabase } from './testing.ts'
import { storeRun } from './testing-run.ts'

const db = await testDatabase()

const facts: RecordingFacts = {
  recording: 'streaming',
  recordingError: null,
  status: null,
  before: 'queued',
  error: null,
  firstByteUs: null,
  gapCount: 0,
  unverifiedCount: 0,
  duplicates: 0,
}

function span(ordinal: number, change: Partial<ToolSpan> = {}): ToolSpan {
  return {
    ordinal,
    callId: `call-${ordinal}`,
    name: 'search',
    status: 'open',
    startSeq: 1,
    endSeq: null,
    startedUs: 1_795_510_767_123_456,
    beganUs: null,
    endedUs: null,
    arguments: null,
    result: null,
    error: null,
    parentCallId: null,
    ...change,
  }
}

function save(runId: bigint, change: Partial<RunSave> & { frames?: number; agent?: string | null } = {}): RunSave {
  const { frames = 3, agent = null, ...rest } = change
  const summary = { ...emptySummary(null), frames, agent }
  return { runId, epoch: 0, state: runState(summary, facts), spans: [], hold: { state: 'open' }, ...rest }
}

const rowOf = (id: bigint) =>
  db.prisma.run.findUniqueOrThrow({
    where: { id },
    include: { recorder: true, tools: { orderBy: { ordinal: 'asc' } } },
  })

test('runs and their tool spans are saved together, each only while its lease holds', async () => {
  const { runId: held } = await storeRun(db)
  const { runId: lost } = await storeRun(db)
  assert.deepEqual(
    await saveRuns([save(held, { spans: [span(1), span(2)] }), save(lost, { epoch: 7, spans: [span(1)] })], db),
    [true, false],
  )
  const row = await rowOf(held)
  assert.deepEqual([row.frameCount, row.status, row.recording, row.clock], [3, 'running', 'streaming', null])
  assert.deepEqual(
    row.tools.map(({ callId }) => callId),
    ['call-1', 'call-2'],
  )
  const other = await rowOf(lost)
  assert.deepEqual([other.frameCount, other.tools.length], [0, 0])
})

test('who lost the lease can neither close nor park nor delay the recording', async () => {
  const { runId } = await storeRun(db)
  const owner = crypto.randomUUID()
  await db.prisma.recording.update({ where: { runId }, data: { owner, epoch: 2 } })
  for (const hold of [{ state: 'closed' }, { state: 'parked' }, { state: 'waiting', at: new Date() }] as const) {
    assert.deepEqual(await saveRuns([save(runId, { epoch: 1, hold })], db), [false])
    const { recorder, frameCount } = await rowOf(runId)
    assert.deepEqual([recorder?.state, recorder?.owner, recorder?.retryAt, frameCount], ['open', owner, null, 0])
  }
})

test('a span that ends is the same span, and facts that frames do not repeat stay', async () => {
  const { runId } = await storeRun(db)
  const endedUs = 1_795_510_767_999_999
  await saveRuns([save(runId, { agent: 'half \ud800 and \0', spans: [span(1)] })], db)
  await saveRuns(
    [
      save(runId, {
        spans: [span(1, { status: 'ok', endSeq: 9, endedUs, beganUs: endedUs - 1, arguments: '{}', result: 'all' })],
      }),
    ],
    db,
  )
  const row = await rowOf(runId)
  assert.equal(row.agent, 'half \ufffd and \ufffd')
  assert.deepEqual([row.tools[0]?.arguments, row.tools[0]?.result], ['{}', 'all'])
  assert.deepEqual(
    row.tools.map(({ status, endSeq, ...call }) => [status, endSeq, call.endedUs, call.beganUs]),
    [['ok', 9, BigInt(endedUs), BigInt(endedUs - 1)]],
  )
})

const at = new Date('2026-11-24T10:00:00.000Z')
const holds: [hold: Hold, asked: boolean, after: object][] = [
  [{ state: 'open' }, true, { state: 'open', stopRequested: true, retryAt: null, owned: true }],
  [{ state: 'waiting', at }, false, { state: 'open', stopRequested: false, retryAt: at, owned: true }],
  [{ state: 'parked' }, false, { state: 'parked', stopRequested: false, retryAt: null, owned: false }],
  [{ state: 'parked' }, true, { state: 'open', stopRequested: true, retryAt: null, owned: false }],
  [{ state: 'closed' }, true, { state: 'closed', stopRequested: false, retryAt: null, owned: false }],
]

for (const [hold, stopRequested, after] of holds) {
  test(`a recording that is ${hold.state}${stopRequested ? ' while somebody asks to stop it' : ''} is left so`, async () => {
    const { runId } = await storeRun(db)
    const owner = crypto.randomUUID()
    await db.prisma.recording.update({ where: { runId }, data: { stopRequested, owner } })
    assert.deepEqual(await saveRuns([save(runId, { hold })], db), [true])
    const { recorder } = await rowOf(runId)
    const found = { state: recorder?.state, stopRequested: recorder?.stopRequested, retryAt: recorder?.retryAt }
    assert.deepEqual({ ...found, owned: recorder?.owner === owner }, after)
  })
}

test('names without end that frames carry are cut, and ids without end are none', async () => {
  const { runId } = await storeRun(db)
  const endless = randomBytes(4000).toString('base64')
  const { state } = save(runId, { agent: endless })
  const carried = { ...state, threadId: endless, parentUpstreamRunId: endless, model: endless }
  assert.deepEqual(await saveRuns([save(runId, { state: carried, spans: [span(1, { name: endless })] })], db), [true])
  const row = await rowOf(runId)
  assert.deepEqual([row.agent?.length, row.model?.length, row.tools[0]?.name.length], [512, 512, 512])
  assert.deepEqual([row.threadId, row.parentUpstreamRunId], [null, null])
})
