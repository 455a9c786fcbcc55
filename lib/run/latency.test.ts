import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Latency } from '#lib/api/latency.ts'
import { latencyOf } from './latency.ts'
import { emptySummary, foldSummary, type Summary } from './summary.ts'

const startedUs = 1_795_510_767_000_000

/** Words received so many ms after the request. */
function words(...times: number[]): Summary {
  const summary = emptySummary(startedUs)
  times.forEach((ms, i) => {
    foldSummary(summary, {
      seq: i + 1,
      kind: 'output',
      bytes: 1,
      receivedUs: startedUs + ms * 1000,
      emittedUs: null,
      backlog: false,
      events: [{ type: 'text.delta', text: 'word' }],
    })
  })
  return summary
}

const every = (ms: number, count: number, from = 100) => Array.from({ length: count }, (_, i) => from + i * ms)

test('every figure names its frame and is in ms from the start', () => {
  const latency = latencyOf(words(120.5, 160), { firstByteUs: startedUs + 80_250 })
  assert.deepEqual(latency.timeToFirstByte, { ms: 80.25, seq: 1 })
  assert.deepEqual(latency.timeToFirstFrame, { ms: 120.5, seq: 1 })
  assert.deepEqual(latency.timeToFirstToken, { ms: 120.5, seq: 1 })
  assert.deepEqual([latency.timeToFirstReasoning, latency.timeToFirstTool], [null, null])
  assert.equal(latency.durationMs, 160)
  assert.deepEqual(
    [latency.interToken.min, latency.interToken.max],
    [
      { ms: 39.5, seq: 2 },
      { ms: 39.5, seq: 2 },
    ],
  )
})

test('a run takes as long as to the frame that said how it ended, whatever comes late', () => {
  const summary = words(100)
  const late = { kind: 'lifecycle', bytes: 1, emittedUs: null, backlog: false } as const
  const ended = { type: 'status', status: 'completed' } as const
  foldSummary(summary, { ...late, seq: 2, receivedUs: startedUs + 200_000, events: [ended] })
  foldSummary(summary, { ...late, seq: 3, receivedUs: startedUs + 9_000_000, events: [] })
  assert.equal(latencyOf(summary, { firstByteUs: null }).durationMs, 200)
})

test('p95 is told from twenty gaps on', () => {
  assert.equal(latencyOf(words(...every(40, 20)), { firstByteUs: null }).interToken.p95Ms, null)
  const { count, p50Ms, p95Ms } = latencyOf(words(...every(40, 21)), { firstByteUs: null }).interToken
  assert.equal(count, 20)
  for (const ms of [p50Ms, p95Ms]) assert.ok(ms !== null && Math.abs(ms - 40) < 0.023 * 40)
})

test('a stall lasts two seconds or more', () => {
  const { stalls } = latencyOf(words(...every(40, 10), 2459.9, 4459.9), { firstByteUs: null })
  assert.equal(stalls.thresholdMs, 2000)
  assert.deepEqual(stalls.list, [{ seq: 12, offsetMs: 2459.9, ms: 2000 }])
  assert.deepEqual([stalls.count, stalls.totalMs], [1, 2000])
})

test('a stall lasts five times the usual gap where that is longer', () => {
  const { stalls } = latencyOf(words(...every(1000, 10), 12_100, 19_000), { firstByteUs: null })
  assert.ok(Math.abs(stalls.thresholdMs - 5000) < 0.023 * 5000)
  assert.deepEqual(
    stalls.list.map(({ ms }) => ms),
    [6900],
  )
})

test('a run without a clock has no times, and one without frames no duration', () => {
  const none = emptySummary(null)
  foldSummary(none, { seq: 1, kind: 'output', bytes: 1, receivedUs: 5, emittedUs: null, backlog: true, events: [] })
  const latency = latencyOf(none, { firstByteUs: 3 })
  assert.equal(latency.clock, 'none')
  assert.deepEqual([latency.durationMs, latency.timeToFirstByte, latency.timeToFirstFrame], [null, null, null])
  assert.equal(latencyOf(emptySummary(startedUs), { firstByteUs: null }).durationMs, null)
})

test("the first byte is told on our clock alone, for the upstream's knows nothing of it", () => {
  const summary = emptySummary(null)
  const emittedUs = startedUs - 60_000_000
  foldSummary(summary, {
    seq: 1,
    kind: 'output',
    bytes: 1,
    receivedUs: startedUs,
    emittedUs,
    backlog: true,
    events: [],
  })
  const latency = latencyOf(summary, { firstByteUs: startedUs })
  assert.deepEqual([latency.clock, latency.startedAtBasis, latency.timeToFirstByte], ['emitted', 'first_frame', null])
  assert.deepEqual(latency.timeToFirstFrame, { ms: 0, seq: 1 })
})

test('the first byte is not told where the run counts from its first frame', () => {
  const summary = emptySummary(null)
  const at = { receivedUs: startedUs, emittedUs: null, backlog: false }
  foldSummary(summary, { seq: 1, kind: 'output', bytes: 1, ...at, events: [] })
  const latency = latencyOf(summary, { firstByteUs: startedUs - 1370 })
  assert.deepEqual([latency.startedAtBasis, latency.timeToFirstByte], ['first_frame', null])
})

test('figures are as the API describes them', () => {
  for (const summary of [words(), words(1), words(...every(40, 30), 9000)]) {
    const latency = latencyOf(summary, { firstByteUs: null })
    assert.deepEqual(Latency.parse(latency), latency)
  }
})
