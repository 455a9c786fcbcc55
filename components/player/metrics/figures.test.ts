import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Baseline } from '#lib/api/baseline.ts'
import type { Run } from '#lib/api/run.ts'
import type { Series } from '#lib/api/series.ts'
import { kindCode } from '#lib/dialects/kind.ts'
import { seriesOf } from '#lib/run/series.ts'
import { baselineWords, shortBaselineWords } from './baseline-words.ts'
import { burstWords, figuresOf, type Measured } from './figures.ts'

const startedUs = 1_795_510_767_000_000

function seriesAt(times: readonly number[], rest: { clock?: 'none'; tokens?: number } = {}): Series {
  const columns = {
    length: times.length,
    kinds: new Uint8Array(times.length).fill(kindCode('output')),
    backlog: new Uint8Array(times.length),
    connections: new Uint16Array(times.length).fill(1),
    receivedUs: Float64Array.from(times, (ms) => startedUs + ms * 1000),
    emittedUs: new Float64Array(times.length).fill(Number.NaN),
  }
  const steps = rest.tokens === undefined ? null : [{ seq: times.length, total: rest.tokens }]
  return seriesOf(
    {
      columns,
      clock: rest.clock ?? 'received',
      startedUs: rest.clock ? null : startedUs,
      durationMs: times.at(-1) ?? null,
      firstOutputSeq: 1,
      tools: [],
      tokens: steps && { basis: 'estimated', steps },
    },
    { points: 600 },
  )
}

const run = {
  startedAtBasis: 'request',
  durationMs: 3000,
  ttftMs: 1000,
  inputTokens: null,
  outputTokens: null,
  reasoningTokens: null,
  cachedTokens: null,
  tokensEstimated: false,
  cost: null,
  toolCount: 0,
  toolErrorCount: 0,
  gapCount: 0,
} as Run

const baseline: Baseline = {
  agent: 'digest',
  runs: 50,
  ttftMs: null,
  durationMs: { median: 1500, runs: 50 },
  tokensPerSecond: { median: 25, runs: 12 },
  itlP50Ms: null,
  stalls: { median: 0, runs: 50 },
}

function figures(series: Series, more: Partial<Measured> = {}) {
  const all = figuresOf({ run, series, latency: null, baseline: null, ...more })
  return (label: string) => all.find((figure) => figure.label === label)
}

test('a figure stands beside what is usual, in words with how many runs there are', () => {
  const of = figures(seriesAt([1000, 1040, 3000], { tokens: 101 }), { baseline, run: { ...run, outputTokens: 101 } })
  assert.deepEqual(
    [of('Duration')?.note, of('Duration')?.usual],
    ['2.0× median of 50', '2.0× the median of the last 50 runs (n=50)'],
  )
  assert.deepEqual(
    [of('Output tok/s')?.value, of('Output tok/s')?.usual],
    ['50', '2.0× the median of the last 50 runs (n=12)'],
  )
  assert.equal(of('Time per token')?.value, '20 ms')
  assert.equal(baselineWords(0, { median: 0, runs: 50 }, 50), 'as the median of the last 50 runs (n=50)')
  assert.equal(baselineWords(3, { median: 0, runs: 50 }, 50), 'the median of the last 50 runs is 0 (n=50)')
  assert.deepEqual([baselineWords(null, { median: 1, runs: 50 }, 50), baselineWords(1, null, 50)], [null, null])
  assert.equal(shortBaselineWords(1300, { median: 1000, runs: 50 }), '1.3× median of 50')
})

test('tokens are reported or estimated, and where there are neither, frames are not taken for them', () => {
  const estimated = figures(seriesAt([1000, 3000], { tokens: 40 }))
  assert.deepEqual([estimated('Tokens out')?.value, estimated('Tokens out')?.note], ['≈ 40', 'estimated'])
  assert.equal(estimated('Output tok/s')?.value, '≈ 19.5')
  const reported = figures(seriesAt([1000, 3000], { tokens: 40 }), {
    run: { ...run, outputTokens: 42, inputTokens: 7 },
  })
  assert.deepEqual([reported('Tokens out')?.value, reported('Tokens out')?.note], ['42', 'reported'])
  assert.equal(reported('Output frames')?.note, null)
  const none = figures(seriesAt([1000, 3000]))
  assert.deepEqual([none('Tokens out'), none('Output tok/s')], [undefined, undefined])
  assert.equal(none('Output frames')?.note, 'frames ≠ tokens')
})

test('p95 is told from twenty gaps on, before that the shortest and the median', () => {
  const every = (count: number) => Array.from({ length: count + 1 }, (_, at) => 1000 + at * 40)
  const few = figures(seriesAt(every(19)))
  assert.deepEqual([few('Inter-token p95'), few('Inter-token least')?.value], [undefined, '40 ms'])
  assert.ok(few('Inter-token median'))
  const many = figures(seriesAt(every(20)))
  assert.ok(many('Inter-token p95') && many('Inter-token p50'))
  assert.equal(many('Inter-token least'), undefined)
})

test('the longest gap and the longest stall lead to their frames', () => {
  const of = figures(seriesAt([1000, 1040, 4040, 4080, 7500]))
  assert.equal(of('Inter-token max')?.seq, 5)
  assert.deepEqual([of('Stalls ≥ 2.00 s')?.value, of('Stalls ≥ 2.00 s')?.seq], ['2 · 6.42 s', 5])
})

test('a run without a clock is counted and not timed', () => {
  const all = figuresOf({ run, baseline, latency: null, series: seriesAt([1, 2, 3], { clock: 'none' }) })
  assert.deepEqual(
    all.map(({ label }) => label),
    ['Output frames', 'Frames', 'Tool calls', 'Gaps'],
  )
})

test('buffered frames are told in one sentence', () => {
  const series = seriesAt([1, 2])
  assert.equal(burstWords(series), null)
  const bursts = { count: 1, frames: 40, list: [{ fromSeq: 120, toSeq: 159, emittedMs: 2100, receivedMs: 3 }] }
  assert.equal(
    burstWords({ ...series, bursts }),
    'A proxy on the way seems to have buffered: 40 frames arrived in 1 burst. ' +
      'Frames 120 to 159 were emitted over 2.10 s and arrived within 3.0 ms.',
  )
})
