import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addBlock, emptyBlocks, holdLeaves } from '#lib/run/transcript-blocks.ts'
import type { TranscriptStep } from '#lib/run/transcript.ts'
import { emptyTranscript, foldTranscript } from '#lib/run/transcript.ts'
import type { RunState } from './frame-source.ts'
import { stateChanges } from './state-diff.ts'
import { summarize } from './state-summary.ts'

const empty: RunState = { at: 0, dialectState: { turn: 1, seen: [] }, transcript: emptyTranscript }

function after(state: RunState, step: Partial<TranscriptStep>, dialectState = state.dialectState): RunState {
  const seq = state.at + 1
  const transcript = foldTranscript(state.transcript, { seq, kind: 'output', offsetMs: seq * 10, events: [], ...step })
  return { at: seq, dialectState, transcript }
}

const said = after(empty, { events: [{ type: 'text.delta', text: 'Hel' }] })
const more = after(said, { events: [{ type: 'text.delta', text: 'lo' }] }, { turn: 2, seen: ['a'] })
const called = after(more, { kind: 'tool', events: [{ type: 'tool.started', callId: 'c1', name: 'search' }] })
const ended = after(called, {
  kind: 'result',
  events: [{ type: 'tool.ended', callId: 'c1', name: 'search', result: 'ok' }],
})

test('a text that grew says by what, and everything else what it was', () => {
  assert.deepEqual(stateChanges(said, more), {
    changes: [
      { path: 'blocks.0.toSeq', type: 'changed', from: 1, to: 2 },
      { path: 'blocks.0.toMs', type: 'changed', from: 10, to: 20 },
      { path: 'blocks.0.frames', type: 'changed', from: 1, to: 2 },
      { path: 'blocks.0.text', type: 'grown', by: 'lo' },
      { path: 'kinds.output', type: 'changed', from: 1, to: 2 },
      { path: 'offsetMs', type: 'changed', from: 10, to: 20 },
      { path: 'dialect.turn', type: 'changed', from: 1, to: 2 },
      { path: 'dialect.seen.0', type: 'added', value: 'a' },
    ],
    more: false,
  })
})

test('a call that begins is added, and goes when it ends', () => {
  const started = stateChanges(more, called).changes
  assert.deepEqual(
    started.filter(({ type }) => type === 'added').map(({ path }) => path),
    ['blocks.1', 'openCalls.c1', 'kinds.tool'],
  )
  assert.deepEqual(
    stateChanges(called, ended).changes.filter(({ type }) => type === 'removed'),
    [{ path: 'openCalls.c1', type: 'removed', value: 1 }],
  )
})

test('states that were read apart from each other differ in what they say alone', () => {
  const copy = (state: RunState) => JSON.parse(JSON.stringify(state)) as RunState
  assert.deepEqual(stateChanges(copy(said), copy(more)), stateChanges(said, more))
  assert.deepEqual(stateChanges(more, copy(more)).changes, [])
})

test('blocks that one of the states does not hold are no change', () => {
  const [block] = said.transcript.blocks.leaves[0] ?? []
  assert.ok(block)
  const blocks = Array.from({ length: 100 }, () => block).reduce(addBlock, emptyBlocks)
  const whole = { ...said, transcript: { ...said.transcript, blocks } }
  const held = { ...whole, transcript: { ...whole.transcript, blocks: holdLeaves(blocks, (leaf) => leaf === 3) } }
  assert.deepEqual(stateChanges(whole, held).changes, [])
  assert.deepEqual(stateChanges(held, whole).changes, [])
})

test('of very many changes the first hundred are told', () => {
  const large = { ...empty, dialectState: Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, n])) }
  const { changes, more: isMore } = stateChanges(empty, large)
  assert.equal(changes.length, 100)
  assert.ok(isMore)
})

test('a state sums up to its open calls by id, and its last blocks by number', () => {
  assert.deepEqual(summarize(called), {
    frame: 3,
    offsetMs: 30,
    status: null,
    firstText: 1,
    firstTool: 3,
    kinds: { output: 2, tool: 1 },
    openCalls: { c1: { name: 'search', frame: 3, offsetMs: 30 } },
    blocks: 2,
    lastBlocks: {
      '0 text': called.transcript.blocks.leaves[0]?.[0],
      '1 tool search': called.transcript.blocks.leaves[0]?.[1],
    },
    dialect: { turn: 2, seen: ['a'] },
  })
})
