import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Registry } from 'prom-client'
import type { FrameBatch } from '#lib/db/append-frames.ts'
import type { RunSave } from '#lib/db/save-runs.ts'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { kindCode } from '#lib/dialects/kind.ts'
import { told } from '#lib/metrics/testing.ts'
import { cut, emit, type ConnectionPlan, type Step } from '#lib/upstream/script.ts'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { createMeter } from './meter.ts'
import { closedRun, testRecorder, testRun } from './testing.ts'

const db = await testDatabase()

const words = Array.from({ length: 12 }, (_, i) => emit({ type: 'token', content: `word${i} ` }))
const done = emit({ type: 'done', runId: 'run-1' })

async function runOf(steps: readonly Step[], more: { connections?: ConnectionPlan[] } = {}) {
  const upstream = await serveModus({ runs: { 'run-1': { steps, ...more } } })
  whenOver(() => upstream.close())
  return testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' })
}

test('what is told of a recorder is what became of its runs', async () => {
  const recorder = testRecorder(db)
  const run = await runOf([...words.slice(0, 4), cut('fin'), ...words.slice(4), cut('rst'), done])
  const row = await closedRun(db, run)
  await recorder.stop({ drainMs: 0 })
  const figures = await told(recorder.registry)
  assert.equal(figures['frames_stored_total'], row.frameCount)
  assert.equal(figures['bytes_stored_total'], Number(row.byteCount))
  assert.equal(figures['duplicates_dropped_total'], row.duplicatesDropped)
  assert.equal(row.duplicatesDropped, 2)
  assert.equal(figures['reconnects_total{reason="reset"}'], 2)
  assert.equal(figures['recordings_closed_total{integrity="complete"}'], 1)
  assert.equal(figures['flush_seconds_count'], figures['flush_frames_count'])
  assert.equal(figures['flush_frames_sum'], row.frameCount)
  assert.ok((figures['commit_lag_seconds_count'] ?? 0) > 0)
  assert.equal(figures['fenced_writes_total{what="frames"}'], 0)
})

test('a gap is told of by its reason', async () => {
  const recorder = testRecorder(db)
  const run = await runOf([...words.slice(0, 4), cut('fin'), ...words.slice(4), done], {
    connections: [{}, { skip: 6 }],
  })
  await closedRun(db, run)
  await recorder.stop({ drainMs: 0 })
  const figures = await told(recorder.registry)
  assert.equal(figures['gaps_total{reason="unverified"}'], 1)
  assert.equal(figures['recordings_closed_total{integrity="unverified"}'], 1)
})

test('a stream that was left because it was silent is an idle timeout, and any other end is none', async () => {
  const registry = new Registry()
  const meter = createMeter(registry)
  meter.exchanged({ why: 'idle', duplicates: 2 })
  meter.exchanged({ why: 'ended' })
  const figures = await told(registry)
  assert.deepEqual([figures['idle_timeouts_total'], figures['duplicates_dropped_total']], [1, 2])
})

function batch(runId: bigint, kinds: readonly { kind?: number; raw: string }[], ageMs = 0): FrameBatch {
  const rest = { emittedUs: null, backlog: false, connection: 1, upstreamId: null }
  const frames = kinds.map(({ kind = kindCode('output'), raw }) => ({
    ...rest,
    kind,
    receivedUs: (Date.now() - ageMs) * 1000,
    raw: Buffer.from(raw),
  }))
  return { runId, epoch: 1, fromSeq: 1, frames, after: {} as FrameBatch['after'] }
}

test('only what is committed counts, and lag is from receipt to commit', async () => {
  const registry = new Registry()
  let now = 0
  const meter = createMeter(registry, () => now)
  meter.watch({ queuedBytes: () => 77, runs: () => 3 })
  const append = meter.appending((batches) => {
    now += 30
    return Promise.resolve(new Set(batches.slice(0, 1).map(({ runId }) => runId)))
  })
  await append([batch(1n, [{ raw: 'data: a\n\n' }, { raw: 'data: b\n\n' }], 400), batch(2n, [{ raw: 'lost' }])])
  meter.refused(false)
  meter.refused(true)
  const figures = await told(registry)
  assert.equal(figures['frames_stored_total'], 2)
  assert.equal(figures['bytes_stored_total'], 18)
  assert.equal(figures['flush_frames_sum'], 3)
  assert.equal(figures['flush_seconds_sum'], 0.03)
  assert.equal(figures['fenced_writes_total{what="frames"}'], 1)
  assert.equal(figures['repeated_batches_total'], 1)
  assert.deepEqual([figures['queue_bytes'], figures['recorder_runs']], [77, 3])
  assert.equal(figures['commit_lag_seconds_bucket{le="0.25"}'], 0)
  assert.equal(figures['commit_lag_seconds_bucket{le="1"}'], 1)
  const { framesPerSecond, lagMs, queuedBytes, rssBytes } = meter.figures()
  assert.equal(framesPerSecond, 2)
  assert.ok(lagMs !== null && lagMs >= 400 && lagMs < 5000)
  assert.equal(queuedBytes, 77)
  assert.ok(rssBytes > 1_000_000)
  now += 20_000
  assert.deepEqual(
    [meter.figures().framesPerSecond, meter.figures().lagMs],
    [0, null],
    'what is older than ten seconds is no rate of now',
  )
})

test('a statement whose connection broke is an unknown commit, and one that the database refused is not', async () => {
  const registry = new Registry()
  const meter = createMeter(registry)
  const failing = (error: Error) => meter.appending(() => Promise.reject(error))([batch(1n, [{ raw: 'x' }])])
  const withCode = (code: string) => Object.assign(new Error('no luck'), { code })
  for (const error of [withCode('57P01'), withCode('ECONNRESET'), new Error('Connection terminated unexpectedly')]) {
    await assert.rejects(failing(error))
  }
  assert.equal((await told(registry))['unknown_commits_total'], 3)
  const refused = Object.assign(new Error('disk full', { cause: withCode('53100') }), { code: 'P2010' })
  for (const error of [refused, withCode('ECONNREFUSED'), new Error('timeout exceeded when trying to connect')]) {
    await assert.rejects(failing(error))
  }
  const figures = await told(registry)
  assert.equal(figures['unknown_commits_total'], 3)
  assert.equal(figures['failed_flushes_total{code="53100"}'], 1)
  assert.equal(figures['failed_flushes_total{code="57P01"}'], 1)
  assert.equal(figures['failed_flushes_total{code="unknown"}'], 2)
  assert.equal(figures['frames_stored_total'], 0)
})

test('a row that may not be saved any more is a fenced write, and a closed one is told by its integrity', async () => {
  const registry = new Registry()
  const meter = createMeter(registry)
  const save = meter.saving(() => Promise.resolve([true, false, true]))
  const row = (state: 'open' | 'closed', integrity: string | null) =>
    ({ hold: { state }, state: { integrity } }) as unknown as RunSave
  await save([row('closed', 'gaps'), row('closed', 'complete'), row('open', null)])
  const figures = await told(registry)
  assert.equal(figures['recordings_closed_total{integrity="gaps"}'], 1)
  assert.equal(figures['recordings_closed_total{integrity="complete"}'], undefined)
  assert.equal(figures['fenced_writes_total{what="row"}'], 1)
})
