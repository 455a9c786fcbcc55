import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Frame } from '#lib/api/frame.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { holdLeaves, leafSize } from '#lib/run/transcript-blocks.ts'
import { createFrameCache } from './frame-cache.ts'
import { createFramePages } from './frame-pages.ts'
import type { RunState } from './frame-source.ts'
import { createHistory, foldFrame, initialState } from './history.ts'

const dialect = getDialect('modus')
const last = 900
const whole = Array.from({ length: last }, (_, index) => frame(index + 1))
const states = [initialState(dialect)]
for (const next of whole) states.push(foldFrame(dialect, states.at(-1) ?? initialState(dialect), next))
// A frame that was cut, as the reader has it: only the source has all of it.
const frames = whole.map((next) =>
  next.bytes > 100 ? { ...next, data: next.data?.slice(0, 20) ?? null, truncated: true } : next,
)

const walk = fc.array(
  fc.oneof(
    fc.constant({ type: 'back' as const }),
    fc.constant({ type: 'on' as const }),
    fc.record({ type: fc.constant('jump' as const), to: fc.integer({ min: 1, max: last }) }),
  ),
  { minLength: 1, maxLength: 40 },
)

test('each step of any walk through a run, back or on, equals a fresh fold up to there', async () => {
  await fc.assert(
    fc.asyncProperty(walk, fc.integer({ min: 2, max: 6 }), fc.boolean(), async (steps, maxKept, isWindowed) => {
      const cache = createFrameCache({ maxFrames: 500 })
      const pages = createFramePages({ read: readFrames }, [], () => undefined, cache)
      const source = { stateAt: (at: number) => Promise.resolve(isWindowed ? windowed(stateAt(at)) : stateAt(at)) }
      const history = createHistory(dialect, pages, source, { maxKept })
      let seq = 450
      for (const step of steps) {
        seq = step.type === 'jump' ? step.to : Math.max(1, Math.min(last, seq + (step.type === 'on' ? 1 : -1)))
        assertSame(await history.at(seq), stateAt(seq))
      }
    }),
    { numRuns: 60 },
  )
})

test('what is asked for at once is told at once, each as of its own frame', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: last }), { maxLength: 12 }), async (seqs) => {
      const pages = createFramePages({ read: readFrames }, [], () => undefined)
      const history = createHistory(dialect, pages, { stateAt: (at) => Promise.resolve(windowed(stateAt(at))) })
      const found = await Promise.all(seqs.map((seq) => history.at(seq)))
      for (const [index, seq] of seqs.entries()) assertSame(found[index] ?? initialState(dialect), stateAt(seq))
    }),
    { numRuns: 20 },
  )
})

test('a step back within a page asks the source for nothing', async () => {
  let asked = 0
  const pages = createFramePages({ read: readFrames }, frames, () => undefined)
  const history = createHistory(dialect, pages, {
    stateAt(at) {
      asked += 1
      return Promise.resolve(stateAt(at))
    },
  })
  await history.at(620)
  const before = asked
  for (const seq of [619, 621, 618, 590]) await history.at(seq)
  assert.equal(asked, before)
})

/** The same in all that is held; and what may still change is held. */
function assertSame(found: RunState, fresh: RunState): void {
  const { blocks, open } = fresh.transcript
  const held = found.transcript.blocks.leaves
  const needed = new Set([...Object.values(open), blocks.length - 1].map((index) => Math.floor(index / leafSize)))
  for (const leaf of needed) assert.ok(leaf < 0 || held[leaf], `blocks ${leaf * leafSize} ff. at frame ${fresh.at}`)
  const asHeld = holdLeaves(blocks, (leaf) => held[leaf] !== null)
  assert.deepEqual(found, { ...fresh, transcript: { ...fresh.transcript, blocks: asHeld } })
}

/** As the source gives states of long runs: the last blocks, and those of open calls. */
function windowed(state: RunState): RunState {
  const { blocks, open } = state.transcript
  const needed = new Set([...Object.values(open), blocks.length - 1].map((index) => Math.floor(index / leafSize)))
  return { ...state, transcript: { ...state.transcript, blocks: holdLeaves(blocks, (leaf) => needed.has(leaf)) } }
}

function stateAt(at: number): RunState {
  const state = states[at]
  assert.ok(state)
  return state
}

function readFrames(after: number, limit: number) {
  // Pages may end early, as they do for large frames.
  return Promise.resolve({ frames: frames.slice(after, after + Math.min(limit, 100)), nextAfter: null })
}

/** Calls that overlap, some for hundreds of frames, and messages between them; every 83rd frame is a large one. */
function frame(seq: number): Frame {
  const data = dataOf(seq)
  return {
    seq,
    kind: 'output',
    receivedAt: '2026-01-01T00:00:00.000000Z',
    emittedAt: null,
    backlog: false,
    offsetMs: seq,
    event: null,
    upstreamId: null,
    data: JSON.stringify(data),
    bytes: seq % 83 === 0 ? 1000 : 10,
    connection: 1,
  }
}

function dataOf(seq: number): unknown {
  const call = Math.floor(seq / 7)
  const isLong = call % 40 === 3
  if (seq % 7 === 0) return { type: 'tool_start', id: `c${call}`, name: 'search' }
  if (seq % 7 === 4 && !isLong) return { type: 'tool_end', id: `c${call}`, name: 'search', result: 'ok' }
  if (seq % 7 === 5 && call % 40 === 33)
    return { type: 'tool_end', id: `c${call - 30}`, name: 'search', result: 'late' }
  return { type: 'token', content: `w${seq} ` }
}
