import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Frame } from '#lib/api/frame.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { createFramePages } from './frame-pages.ts'
import { createHistory, foldFrame, initialState } from './history.ts'

const dialect = getDialect('modus')
const frames = Array.from({ length: 900 }, (_, index) => frame(index + 1))
const states = [initialState(dialect)]
for (const next of frames) states.push(foldFrame(dialect, states.at(-1) ?? initialState(dialect), next))

test('the state at any frame, in any order of steps, equals a fresh fold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 12 }), async (visits) => {
      const pages = createFramePages({ read: readFrames }, [], () => undefined)
      const history = createHistory(dialect, pages, { stateAt: (at) => Promise.resolve(stateAt(at)) })
      for (const seq of visits) assert.deepEqual(await history.at(seq), stateAt(seq))
    }),
    { numRuns: 25 },
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
  await history.at(619)
  await history.at(621)
  assert.equal(asked, 1)
})

function stateAt(at: number) {
  const state = states[at]
  assert.ok(state)
  return state
}

function readFrames(after: number, limit: number) {
  // Pages may end early, as they do for large frames.
  return Promise.resolve({ frames: frames.slice(after, after + Math.min(limit, 100)), nextAfter: null })
}

function frame(seq: number): Frame {
  const data =
    seq % 40 === 0
      ? { type: 'tool_start', id: `c${seq}`, name: 'search' }
      : seq % 40 === 9
        ? { type: 'tool_end', id: `c${seq - 9}`, name: 'search', result: 'ok' }
        : { type: 'token', content: `w${seq} ` }
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
    bytes: 10,
    connection: 1,
  }
}
