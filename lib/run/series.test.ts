import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Series } from '#lib/api/series.ts'
import { kindCode, type Kind } from '#lib/dialects/kind.ts'
import type { RunEvent } from '#lib/dialects/run-event.ts'
import { latencyOf } from './latency.ts'
import { seriesOf, type SeriesInput } from './series.ts'
import type { Columns } from './series-columns.ts'
import { closeSummary, emptySummary, foldSummary } from './summary.ts'
import type { ToolSpan } from './tool-spans.ts'

const startedUs = 1_795_510_767_000_000

type Given = { kind: Kind; ms: number; emittedMs?: number; backlog?: boolean; connection?: number }

function columnsOf(frames: readonly Given[]): Columns {
  return {
    length: frames.length,
    kinds: Uint8Array.from(frames, ({ kind }) => kindCode(kind)),
    backlog: Uint8Array.from(frames, ({ backlog }) => (backlog ? 1 : 0)),
    connections: Uint16Array.from(frames, ({ connection }) => connection ?? 1),
    receivedUs: Float64Array.from(frames, ({ ms }) => startedUs + ms * 1000),
    emittedUs: Float64Array.from(frames, ({ emittedMs }) =>
      emittedMs === undefined ? Number.NaN : startedUs + emittedMs * 1000,
    ),
  }
}

function series(frames: readonly Given[], rest: Partial<SeriesInput> = {}, options = {}) {
  const input = { clock: 'received', startedUs, durationMs: frames.at(-1)?.ms ?? null, firstOutputSeq: null } as const
  const made = seriesOf(
    { columns: columnsOf(frames), tools: [], tokens: null, ...input, ...rest },
    { points: 600, ...options },
  )
  assert.deepEqual(Series.parse(made), made)
  return made
}

const output = (ms: number): Given => ({ kind: 'output', ms })
const words = (...times: number[]) => times.map(output)

test('a gap is from one output frame to the next, and begins anew after reasoning, a tool or missing data', () => {
  const { interToken } = series([
    ...words(100, 140),
    { kind: 'heartbeat', ms: 150 },
    output(200),
    { kind: 'reasoning', ms: 300 },
    ...words(1000, 1010),
    { kind: 'gap', ms: 2000 },
    ...words(3000, 3030),
  ])
  assert.deepEqual(interToken.dots, [
    [140, 40, 2],
    [200, 60, 4],
    [1010, 10, 7],
    [3030, 30, 10],
  ])
  assert.deepEqual([interToken.count, interToken.minMs, interToken.max], [4, 10, { ms: 60, seq: 4 }])
})

test('a gap while a call is open is tool wait, whether or not a frame says so in between', () => {
  const tools = [
    { fromSeq: 8, toSeq: 11 },
    { fromSeq: 2, toSeq: 5 },
  ]
  const call = (ms: number): Given => ({ kind: 'tool', ms })
  const end = (ms: number): Given => ({ kind: 'error', ms })
  const frames = [output(100), call(100), ...words(200, 300), end(350), ...words(400, 420)]
  const { dots } = series([...frames, call(450), ...words(460, 470), end(500), ...words(510, 600)], {
    tools,
  }).interToken
  assert.deepEqual(
    dots.map(([at]) => at),
    [420, 600],
  )
})

test('empty answers before the first text do not count', () => {
  assert.equal(series(words(1, 2, 100, 140), { firstOutputSeq: 3 }).interToken.count, 1)
})

const toolSteps = ['start a', 'start b', 'end a', 'end b', 'end lost', 'progress a'] as const
type Step = Kind | (typeof toolSteps)[number]

/** What a frame says, and the kind that it is stored as. */
function told(step: Step): { kind: Kind; events: RunEvent[] } {
  const [verb, callId = ''] = step.split(' ')
  switch (verb) {
    case 'start':
      return { kind: 'tool', events: [{ type: 'tool.started', callId, name: 'search' }] }
    case 'progress':
      return { kind: 'tool', events: [{ type: 'tool.progress', callId, text: 'x' }] }
    case 'end':
      return { kind: 'result', events: [{ type: 'tool.ended', callId, name: 'search' }] }
    case 'output':
      return { kind: 'output', events: [{ type: 'text.delta', text: 'x' }] }
    case 'reasoning':
      return { kind: 'reasoning', events: [{ type: 'reasoning.delta', text: 'x' }] }
    default:
      return { kind: step as Kind, events: [] }
  }
}

test('figures are those of the summary that the recorder folds, whatever calls are open, and whether they end', () => {
  const plain = ['output', 'output', 'output', 'output', 'reasoning', 'gap', 'heartbeat', 'comment', 'usage'] as const
  const frames = fc.array(
    fc.record({
      step: fc.constantFrom<Step>(...plain, ...toolSteps),
      wait: fc.oneof(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 0, max: 30_000 })),
      backlog: fc.boolean(),
    }),
    { maxLength: 200 },
  )
  fc.assert(
    fc.property(frames, fc.boolean(), (given, closed) => {
      let ms = 0
      const summary = emptySummary(startedUs)
      const spans = new Map<number, ToolSpan>()
      const placed = given.map(({ step, wait, backlog }, at): Given => {
        const frame = { ...told(step), ms: (ms += wait), backlog: at > 0 && backlog }
        const stored = { seq: at + 1, bytes: 1, receivedUs: startedUs + ms * 1000, emittedUs: null }
        for (const span of foldSummary(summary, { ...frame, ...stored })) spans.set(span.ordinal, span)
        return frame
      })
      if (closed) for (const span of closeSummary(summary)) spans.set(span.ordinal, span)
      const tools = [...spans.values()].flatMap(({ status, startSeq, endSeq }) =>
        startSeq === null || status === 'no_end' ? [] : [{ fromSeq: startSeq, toSeq: endSeq ?? Infinity }],
      )
      const { interToken, stalls } = latencyOf(summary, { firstByteUs: null })
      const mine = series(placed, { clock: summary.clock, tools })
      assert.equal(mine.interToken.count, interToken.count)
      assert.deepEqual([mine.interToken.p50Ms, mine.interToken.p95Ms], [interToken.p50Ms, interToken.p95Ms])
      assert.deepEqual(mine.interToken.max, interToken.max)
      assert.equal(mine.interToken.minMs, interToken.min?.ms ?? null)
      assert.deepEqual([mine.stalls.count, mine.stalls.totalMs], [stalls.count, stalls.totalMs])
    }),
    { numRuns: 500 },
  )
})

test('a stall may be counted from any length on', () => {
  const frames = words(0, 40, 80, 580, 3000)
  assert.deepEqual(series(frames).stalls, { thresholdMs: 2000, count: 1, totalMs: 2420, list: [[3000, 2420, 5]] })
  assert.deepEqual(series(frames, {}, { stallMs: 500 }).stalls.list, [
    [580, 500, 4],
    [3000, 2420, 5],
  ])
})

test('of very many stalls the longest five hundred are listed, in the order of time', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 501, maxLength: 700 }), (waits) => {
      let ms = 0
      const frames = words(0, ...waits.map((wait) => (ms += wait)))
      const { stalls } = series(frames, {}, { stallMs: 2 })
      const long = waits.map((wait, at) => [wait, at + 2] as const).filter(([wait]) => wait >= 2)
      const longest = long.toSorted(([a], [b]) => b - a).slice(0, 500)
      assert.equal(stalls.count, long.length)
      assert.deepEqual(
        stalls.list.map(([, wait, seq]) => [wait, seq]),
        longest.toSorted(([, a], [, b]) => a - b),
      )
    }),
    { numRuns: 20 },
  )
})

test('however many gaps there are, at most two for a pixel are drawn, and the extremes are among them', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 3000 }), (waits) => {
      let ms = 0
      const { interToken } = series(words(0, ...waits.map((wait) => (ms += wait))), {}, { points: 50 })
      assert.ok(interToken.dots.length <= 100)
      const drawn = interToken.dots.map(([, gap]) => gap)
      assert.equal(Math.max(...drawn), Math.max(...waits))
      assert.equal(Math.min(...drawn), Math.min(...waits))
      assert.equal(
        interToken.bins.reduce((sum, { count }) => sum + count, 0),
        waits.length,
      )
    }),
    { numRuns: 30 },
  )
})

test('a window shows its own marks under the figures of the whole run', () => {
  const { interToken, fromMs, toMs } = series(words(0, 40, 80, 120, 160), {}, { from: 70, to: 130 })
  assert.deepEqual([fromMs, toMs, interToken.count], [70, 130, 4])
  assert.deepEqual(
    interToken.dots.map(([at]) => at),
    [80, 120],
  )
})

test('frames a second are counted, and missing data is neither zero nor drawn over', () => {
  const frames: Given[] = [...words(0, 100, 200, 300, 900), { kind: 'gap', ms: 900 }, ...words(4900, 5000)]
  const { rate, breaks } = series(frames, {}, { points: 40 })
  assert.equal(rate.stepMs, 500)
  assert.deepEqual(rate.perSecond, [8, 2, null, null, null, null, null, null, null, 2, 2])
  assert.deepEqual(rate.seqs.slice(0, 3), [1, 5, null])
  assert.deepEqual(breaks, [[900, 4900, 6]])
})

test('frames that were held back and let go at once are a burst', () => {
  const held = Array.from({ length: 40 }, (_, i): Given => ({ kind: 'output', ms: 1000 + i * 0.1, emittedMs: i * 25 }))
  const { bursts, lag } = series([
    { kind: 'output', ms: 5, emittedMs: 0 },
    ...held,
    { kind: 'output', ms: 1100, emittedMs: 1098 },
  ])
  assert.equal(bursts.count, 1)
  const { fromSeq, toSeq, emittedMs, receivedMs } = bursts.list[0] ?? assert.fail()
  assert.deepEqual([fromSeq, toSeq, emittedMs, Math.round(receivedMs * 10)], [2, 41, 975, 39])
  assert.deepEqual([lag?.count, lag?.minMs, lag?.max], [42, 2, { ms: 1000, seq: 2 }])
})

test('frames that come together because they were emitted together are none, nor is what was kept for us', () => {
  const fast = Array.from({ length: 40 }, (_, i): Given => ({ kind: 'output', ms: 10 + i, emittedMs: i }))
  assert.equal(series(fast).bursts.count, 0)
  const backlog = Array.from({ length: 40 }, (_, i): Given => ({
    kind: 'output',
    ms: 9000,
    emittedMs: i * 25,
    backlog: true,
  }))
  const made = series(backlog, { clock: 'emitted' })
  assert.deepEqual([made.bursts.count, made.lag, made.interToken.count], [0, null, 39])
})

test('what an upstream kept while nobody was connected comes at once and is no burst', () => {
  const kept = Array.from({ length: 40 }, (_, i): Given => ({
    kind: 'output',
    ms: 1000,
    emittedMs: i * 25,
    connection: 2,
  }))
  assert.equal(series([{ kind: 'output', ms: 5, emittedMs: 0 }, ...kept]).bursts.count, 0)
  assert.equal(series([{ kind: 'output', ms: 5, emittedMs: 0, connection: 2 }, ...kept]).bursts.count, 1)
})

test('a run without a clock has counts and nothing over time', () => {
  const made = series(words(1, 2, 3), { clock: 'none', startedUs: null, durationMs: null })
  assert.deepEqual(made.counts, { output: 3 })
  assert.deepEqual([made.interToken.count, made.rate.perSecond, made.lag, made.breaks], [0, [], null, []])
})

test('tokens are placed by the frame that reported them', () => {
  const tokens = {
    basis: 'reported' as const,
    steps: [
      { seq: 2, total: 10 },
      { seq: 4, total: 25 },
    ],
  }
  assert.deepEqual(series(words(0, 40, 80, 120), { tokens }).tokens, {
    basis: 'reported',
    total: 25,
    steps: [
      [40, 10, 2],
      [120, 25, 4],
    ],
  })
})
