import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Kind } from '#lib/dialects/kind.ts'
import type { RunEvent } from '#lib/dialects/run-event.ts'
import { gapQuantile } from './gap-histogram.ts'
import { closeSummary, emptySummary, foldSummary, type Summary, type SummaryFrame } from './summary.ts'

const requestedUs = 1_795_510_767_000_000
const at = (ms: number) => requestedUs + ms * 1000

type Told = Partial<Omit<SummaryFrame, 'seq' | 'receivedUs'>> & { ms: number }

const text = (ms: number, more: Partial<Told> = {}): Told => ({
  ms,
  kind: 'output',
  events: [{ type: 'text.delta', text: 'word' }],
  ...more,
})
const meaning = (ms: number, kind: Kind, ...events: RunEvent[]): Told => ({ ms, kind, events })
const callStarts = (ms: number) => meaning(ms, 'tool', { type: 'tool.started', callId: 'c', name: 'search' })
const callEnds = (ms: number) => meaning(ms, 'result', { type: 'tool.ended', callId: 'c', name: 'search' })
const ends = (ms: number, status: 'completed' | 'failed' = 'completed') =>
  meaning(ms, 'lifecycle', { type: 'status', status })

/** Frames 1, 2, 3 … received so many ms after the request. */
function summaryOf(told: readonly Told[], summary: Summary = emptySummary(requestedUs)): Summary {
  for (const { ms, ...frame } of told) {
    const seq = summary.frames + 1
    const plain = { kind: 'unknown' as const, bytes: 10, emittedUs: null, backlog: false, events: [] }
    foldSummary(summary, { ...plain, seq, receivedUs: at(ms), ...frame })
  }
  return summary
}

test('first times are those of the first frame that shows such a thing', () => {
  const summary = summaryOf([
    { ms: 5, kind: 'comment' },
    { ms: 10, kind: 'heartbeat' },
    meaning(20, 'output', { type: 'text.delta', text: '' }),
    meaning(30, 'reasoning', { type: 'reasoning.delta', text: 'hm' }),
    callStarts(40),
    callEnds(50),
    text(60),
    text(70),
    ends(80),
  ])
  const points = [summary.firstFrame, summary.firstOutput, summary.firstReasoning, summary.firstTool, summary.last]
  assert.deepEqual(
    points.map((point) => point && [point.seq, point.us - requestedUs]),
    [
      [2, 10_000],
      [7, 60_000],
      [4, 30_000],
      [5, 40_000],
      [9, 80_000],
    ],
  )
  assert.deepEqual([summary.startedUs, summary.startedAtBasis, summary.clock], [requestedUs, 'request', 'received'])
})

test('every frame counts, bytes only of what was received', () => {
  const summary = summaryOf([
    text(1),
    { ms: 2, kind: 'comment' },
    { ms: 3, kind: 'gap', bytes: 99 },
    { ms: 4, kind: 'retry' },
  ])
  assert.deepEqual([summary.frames, summary.bytes, summary.lastReceivedUs], [4, 30, at(1)])
})

test('a run that we watch from its first frame has our clock and begins with that frame', () => {
  const summary = summaryOf([{ ms: 5, kind: 'comment' }, text(10, { emittedUs: at(-9000) })], emptySummary(null))
  assert.deepEqual([summary.clock, summary.startedUs, summary.startedAtBasis], ['received', at(10), 'first_frame'])
})

test("a run that was there before us has the upstream's clock, where its frames tell the time", () => {
  const late = { backlog: true }
  const summary = summaryOf(
    [
      text(10, { ...late, emittedUs: at(-5000) }),
      text(11, { ...late, emittedUs: null }),
      text(12, { ...late, emittedUs: at(-4000) }),
    ],
    emptySummary(null),
  )
  assert.deepEqual([summary.clock, summary.startedUs, summary.startedAtBasis], ['emitted', at(-5000), 'first_frame'])
  assert.equal(summary.last?.us, at(-4000))
  assert.equal(summary.interToken.tally.longest?.us, 1_000_000)
})

test('a run that was there before us and tells no time has no clock, and no figure that needs one', () => {
  const summary = summaryOf([text(10, { backlog: true }), text(5000), ends(6000)], emptySummary(null))
  assert.deepEqual([summary.clock, summary.startedUs, summary.startedAtBasis], ['none', null, null])
  assert.deepEqual(
    [summary.firstFrame, summary.firstOutput, summary.last, summary.interToken.tally.count],
    [null, null, null, 0],
  )
  assert.equal(summary.status, 'completed')
})

test('the clock is chosen once', () => {
  const summary = summaryOf([text(10), text(20, { backlog: true, emittedUs: at(-50_000) })], emptySummary(null))
  assert.equal(summary.clock, 'received')
  assert.equal(summary.last?.us, at(20))
})

test('gaps between words are counted from word to word', () => {
  const summary = summaryOf([text(0), text(40), text(80), text(3080)])
  assert.equal(summary.interToken.tally.count, 3)
  assert.deepEqual(summary.interToken.tally.longest, { us: 3_000_000, seq: 4 })
  assert.deepEqual(summary.interToken.tally.long, [{ seq: 4, atUs: at(80), us: 3_000_000 }])
  assert.ok(Math.abs((gapQuantile(summary.interToken.tally.histogram, 0.5) as number) - 40_000) < 0.023 * 40_000)
})

test('waiting for a tool, thinking, and what a gap hides is no time between words', () => {
  for (const between of [
    [callStarts(100), callEnds(9000)],
    [meaning(100, 'reasoning', { type: 'reasoning.delta', text: 'hm' })],
    [{ ms: 100, kind: 'gap' as const }],
  ]) {
    const summary = summaryOf([text(0), ...between, text(10_000), text(10_040)])
    assert.equal(summary.interToken.tally.count, 1)
    assert.equal(summary.interToken.tally.longest?.us, 40_000)
    assert.deepEqual(summary.interToken.tally.long, [])
  }
})

test('while a call is open every gap is tool wait, unless its end is never recorded', () => {
  const under = [text(0), text(40), callStarts(100), text(200), text(5000)]
  const count = (told: readonly Told[]) => {
    const summary = summaryOf(told)
    const open = summary.interToken.tally.count
    closeSummary(summary)
    return [open, summary.interToken.tally.count, summary.interToken.tally.longest?.us]
  }
  assert.deepEqual(count([...under, callEnds(6000)]), [1, 1, 40_000])
  assert.deepEqual(count(under), [1, 2, 4_800_000])
  const later = meaning(5100, 'tool', { type: 'tool.started', callId: 'd', name: 'fetch' })
  assert.deepEqual(count([...under, later, text(5200), text(8200), callEnds(9000)]), [1, 1, 40_000])
})

test('heartbeats, notices and usage do not hide a stall', () => {
  const between = [
    { ms: 1000, kind: 'comment' as const },
    { ms: 2000, kind: 'heartbeat' as const },
    meaning(3000, 'notice', { type: 'notice', message: 'busy', severity: 'info' }),
    meaning(4000, 'usage', { type: 'usage', scope: 'turn', outputTokens: 1 }),
  ]
  assert.equal(summaryOf([text(0), ...between, text(5000)]).interToken.tally.longest?.us, 5_000_000)
})

test('on our clock, words that had been waiting for us tell nothing of time, nor does the first one after them', () => {
  const late = { backlog: true }
  const summary = summaryOf([text(0), text(40), text(7000, late), text(7001, late), text(9500), text(9540)])
  assert.equal(summary.interToken.tally.count, 2)
  assert.equal(summary.interToken.tally.longest?.us, 40_000)
})

test('a clock that goes back makes no gap', () => {
  const late = { backlog: true }
  const emitted = [-5000, -6000, -5500].map((ms, i) => text(10 + i, { ...late, emittedUs: at(ms) }))
  const summary = summaryOf(emitted, emptySummary(null))
  assert.equal(summary.interToken.tally.count, 1)
  assert.equal(summary.interToken.tally.longest?.us, 500_000)
})

test('the long gaps that are kept are limited, their number is not forgotten', () => {
  const summary = summaryOf(Array.from({ length: 600 }, (_, i) => text(i * 2500)))
  assert.equal(summary.interToken.tally.long.length, 500)
  assert.equal(summary.interToken.tally.count, 599)
})

test('the first terminal frame has the last word, and frames after it are counted', () => {
  const summary = summaryOf([
    text(0),
    ends(10, 'failed'),
    ends(20),
    text(30),
    meaning(40, 'lifecycle', { type: 'status', status: 'running' }),
  ])
  assert.deepEqual([summary.status, summary.terminal, summary.frames], ['failed', true, 5])
})

test('a run waits for input and goes on', () => {
  const waiting = meaning(10, 'lifecycle', { type: 'status', status: 'waiting_for_input' })
  const summary = summaryOf([waiting])
  assert.deepEqual([summary.status, summary.terminal], ['waiting_for_input', false])
  assert.equal(summaryOf([ends(20)], summary).status, 'completed')
})

test('what the frame that ends a run names is why it failed, whatever went wrong before', () => {
  const failed = { type: 'status', status: 'failed' } as const
  const before = meaning(10, 'error', { type: 'error', message: 'over budget' })
  const named = summaryOf([before, meaning(20, 'error', { type: 'error', message: 'gave up' }, failed)])
  assert.deepEqual(named.error, { message: 'gave up', class: null, seq: 2 })
  const bare = summaryOf([before, meaning(20, 'lifecycle', failed)])
  assert.deepEqual(bare.error, { message: 'over budget', class: null, seq: 1 })
})

test('else the first error is the error of the run', () => {
  const summary = summaryOf([
    meaning(10, 'error', { type: 'error', message: 'overloaded', class: '529' }),
    meaning(20, 'error', { type: 'error', message: 'gone' }),
  ])
  assert.deepEqual(summary.error, { message: 'overloaded', class: '529', seq: 1 })
})

test('facts about the run are the latest ones that frames carried', () => {
  const summary = summaryOf([
    meaning(1, 'lifecycle', { type: 'identified', model: 'm-1', threadId: 't-1' }),
    meaning(2, 'lifecycle', { type: 'identified', model: 'm-2', upstreamRunId: 'r-1', agent: 'a' }),
  ])
  const { threadId, agent, model, reportedRunId } = summary
  assert.deepEqual(
    { threadId, agent, model, reportedRunId },
    { threadId: 't-1', agent: 'a', model: 'm-2', reportedRunId: 'r-1' },
  )
})

test('a frame gives the tool spans that it changed', () => {
  const summary = emptySummary(requestedUs)
  const frame = { bytes: 1, emittedUs: null, backlog: false }
  const start: RunEvent = { type: 'tool.started', callId: 'c', name: 'search' }
  const opened = foldSummary(summary, { ...frame, seq: 1, kind: 'tool', receivedUs: at(1), events: [start] })
  const nothing = foldSummary(summary, { ...frame, seq: 2, kind: 'comment', receivedUs: at(2), events: [] })
  assert.deepEqual(
    opened.map(({ name, startedUs }) => [name, startedUs]),
    [['search', at(1)]],
  )
  assert.deepEqual(nothing, [])
})

test('a takeover at any frame, by way of JSON, gives the figures that one recorder would have had', () => {
  const frame: fc.Arbitrary<Told> = fc.oneof(
    fc.nat(5000).map((ms) => text(ms)),
    fc.nat(5000).map((ms) => text(ms, { backlog: true, emittedUs: at(ms - 100) })),
    fc.nat(5000).map(callStarts),
    fc.nat(5000).map(callEnds),
    fc.nat(5000).map((ms) => meaning(ms, 'reasoning', { type: 'reasoning.delta', text: 'hm' })),
    fc.nat(5000).map((ms) => meaning(ms, 'usage', { type: 'usage', scope: 'turn', outputTokens: ms })),
    fc.nat(5000).map((ms) => meaning(ms, 'error', { type: 'error', message: `at ${ms}` })),
    fc.nat(5000).map((ms) => ends(ms)),
    fc.constantFrom<Kind>('comment', 'gap', 'heartbeat').map((kind): Told => ({ ms: 1, kind })),
  )
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 40 }), fc.nat(40), fc.boolean(), (told, where, isStartedHere) => {
      const begin = () => emptySummary(isStartedHere ? requestedUs : null)
      const handed = JSON.parse(JSON.stringify(summaryOf(told.slice(0, where), begin()))) as Summary
      assert.deepEqual(summaryOf(told.slice(where), handed), summaryOf(told, begin()))
    }),
  )
})
