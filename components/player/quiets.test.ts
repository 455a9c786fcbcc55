import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Marker, Markers } from '#lib/api/markers.ts'
import { kindCode, type Kind } from '#lib/dialects/kind.ts'
import { addStretches, noStretches, stretchesOf } from '#lib/run/token-stretches.ts'
import { addBlock, emptyBlocks, holdLeaves, leafSize } from '#lib/run/transcript-blocks.ts'
import { holdTail } from '#lib/run/transcript-tail.ts'
import { emptyTranscript, foldTogether, type Block, type TranscriptStep } from '#lib/run/transcript.ts'
import { foldsBefore, foldsOf } from './folds.ts'
import { noMarkers } from './lanes/use-lanes.ts'
import { heldBlocks, quietsOf, quietTimes } from './quiets.ts'

const span = (fromSeq: number, toSeq: number, frames = toSeq - fromSeq + 1) => ({
  fromSeq,
  toSeq,
  fromMs: fromSeq * 10,
  toMs: toSeq * 10,
  frames,
})
const tool = (from: number, to: number, status: 'ok' | 'open' = 'ok'): Block => ({
  type: 'tool',
  ...span(from, to),
  callId: 'c',
  name: 'search',
  parentCallId: null,
  arguments: '',
  result: null,
  error: null,
  status,
  progress: null,
})
const markers = (change: Partial<Markers>): Markers => ({
  ...noMarkers,
  lastSeq: 100,
  durationMs: 60_000,
  toldUntil: { calls: 100, inputs: 100 },
  ...change,
})
const blocksOf = (blocks: readonly Block[]) => blocks.reduce(addBlock, emptyBlocks)
const why = ({ seq, why: cause }: { seq: number; why: unknown }) => [seq, cause]

test('a quiet time is the open tool’s, a person’s, or a silence; what was lost is neither', () => {
  const index: [number, number][] = [
    [1, 0],
    [2, 3000],
    [3, 3100],
    [4, 9000],
    [5, 12_000],
    [6, 12_100],
    [7, 20_000],
  ]
  const asks: Block = { type: 'input-request', ...span(6, 6), message: '?', requestId: null, schema: null }
  const quiets = quietsOf(
    markers({ index, list: [{ type: 'gap', seq: 5, offsetMs: 9000 }] }),
    blocksOf([tool(3, 4), asks]),
    2000,
  )
  assert.deepEqual(
    quiets.map(({ seq, why }) => [seq, why]),
    [
      [2, 'silence'],
      [4, { tool: 'search' }],
      [7, 'input'],
    ],
  )
})

test('what lies between an ask and its answer is a wait for a person, whatever pings come meanwhile', () => {
  const index: [number, number][] = [1, 2, 3, 4, 5].map((seq) => [seq, seq * 3000])
  const asks: Block = { type: 'input-request', ...span(1, 1), message: '?', requestId: null, schema: null }
  const waits: Block = { type: 'status', ...span(1, 1), status: 'waiting_for_input' }
  const goesOn: Block = { type: 'status', ...span(4, 4), status: 'running' }
  assert.deepEqual(
    quietsOf(markers({ index }), blocksOf([asks, waits, goesOn]), 2000).map(({ seq, why }) => [seq, why]),
    [
      [2, 'input'],
      [3, 'input'],
      [4, 'input'],
      [5, 'silence'],
    ],
  )
})

test('a stall of the model is a silence, also where a call never got its end', () => {
  const list = [{ type: 'stall' as const, seq: 40, offsetMs: 1000, endSeq: 40, endMs: 5000 }]
  const quiets = quietsOf(markers({ list }), blocksOf([tool(3, 3, 'open')]), 2000)
  assert.deepEqual(
    quiets.map(({ why }) => why),
    ['silence'],
  )
})

test('of a long run the stalls and the calls that nothing interrupts are known', () => {
  const list = [{ type: 'stall' as const, seq: 40, offsetMs: 1000, endSeq: 40, endMs: 5000 }]
  const slow: Block = { ...tool(50, 51), fromMs: 6000, toMs: 9000 }
  assert.deepEqual(
    quietsOf(markers({ list }), blocksOf([slow]), 2000).map(({ seq, fromMs, toMs }) => [seq, fromMs, toMs]),
    [
      [40, 1000, 5000],
      [51, 6000, 9000],
    ],
  )
  assert.deepEqual(quietsOf(null, emptyBlocks, 2000), [])
})

test('an open call that has told of itself is quiet until then', () => {
  const tells: Block = { ...tool(50, 51, 'open'), fromMs: 6000, toMs: 9000 }
  assert.deepEqual(quietsOf(markers({}), blocksOf([tells]), 2000).map(why), [[51, { tool: 'search' }]])
})

/** Blocks of which only those from frame 65 on are at hand: each is one frame. */
const lateOnly = (change: (seq: number) => Block | null = () => null) => {
  const all = Array.from({ length: 96 }, (_, at): Block => change(at + 1) ?? notice(at + 1))
  return holdLeaves(blocksOf(all), (leaf) => leaf >= 64 / leafSize)
}
const notice = (seq: number): Block => ({ type: 'notice', ...span(seq, seq), message: 'm', severity: 'info' })
const slowly = Array.from({ length: 100 }, (_, at): [number, number] => [at + 1, at * 3000])

test('before the blocks that are at hand markers tell what was waited for', () => {
  const list: Marker[] = [
    { type: 'tool_start', seq: 3, offsetMs: 0, name: 'read', endSeq: 5, endMs: 1 },
    { type: 'input', seq: 7, offsetMs: 0, name: 'asked: Go?', endSeq: 9, endMs: 1 },
    { type: 'input', seq: 9, offsetMs: 0, name: 'answered: yes' },
    { type: 'tool_start', seq: 60, offsetMs: 0, name: 'late', endSeq: 70, endMs: 1 },
  ]
  const quiets = quietsOf(markers({ index: slowly, list }), lateOnly(), 2000)
  const waits = quiets.filter((quiet) => quiet.why !== 'silence').map(why)
  assert.deepEqual(waits.slice(0, 4), [
    [4, { tool: 'read' }],
    [5, { tool: 'read' }],
    [8, 'input'],
    [9, 'input'],
  ])
  const late = Array.from({ length: 10 }, (_, at) => [61 + at, { tool: 'late' }])
  assert.deepEqual(waits.slice(4), late, 'also where its end is among the blocks that are at hand')
})

test('who waits for a person as the blocks at hand begin does so until one of them says otherwise', () => {
  const asked: Marker = { type: 'input', seq: 60, offsetMs: 0, name: 'asked: Go?' }
  const goesOn: Block = { type: 'status', ...span(67, 67), status: 'running' }
  const blocks = lateOnly((seq) => (seq === 67 ? goesOn : null))
  const quiets = quietsOf(markers({ index: slowly, list: [asked] }), blocks, 2000)
  const waits = quiets.filter((quiet) => quiet.why === 'input').map(({ seq }) => seq)
  assert.deepEqual(waits, [61, 62, 63, 64, 65, 66, 67])
})

test('where markers leave out calls a quiet time has no name, save what is known all the same', () => {
  const list: Marker[] = [
    { type: 'tool_start', seq: 3, offsetMs: 0, name: 'read', endSeq: 5, endMs: 1 },
    { type: 'stall', seq: 30, offsetMs: 87_000 - 3000, endSeq: 30, endMs: 87_000 },
  ]
  const told = { index: slowly, list, more: 9, toldUntil: { calls: 10, inputs: 100 } }
  const quiets = new Map(quietsOf(markers(told), lateOnly(), 2000).map(({ seq, why: cause }) => [seq, cause]))
  assert.deepEqual(
    [4, 10, 11, 12, 29, 30, 31, 90].map((seq) => [seq, quiets.get(seq)]),
    [
      [4, { tool: 'read' }],
      [10, 'silence'],
      [11, 'silence'],
      [12, 'unknown'],
      [29, 'unknown'],
      [30, 'silence'],
      [31, 'unknown'],
      [90, 'unknown'],
    ],
  )
})

test('a run of 1,000 blocks folds from its first frame, and a wait for a tool early in it has its name', () => {
  const steps: TranscriptStep[] = []
  const step = (kind: Kind, offsetMs: number, events: TranscriptStep['events']) =>
    steps.push({ seq: steps.length + 1, kind, offsetMs, events })
  const starts: Marker[] = []
  for (let turn = 0; turn < 500; turn += 1) {
    const ms = turn * 10_000
    for (let at = 0; at < 6; at += 1) step('output', ms + at * 10, [{ type: 'text.delta', text: 'word ' }])
    step('tool', ms + 100, [{ type: 'tool.started', callId: `c${turn}`, name: `tool_${turn}` }])
    step('result', ms + 5000, [{ type: 'tool.ended', callId: `c${turn}`, name: `tool_${turn}`, result: '' }])
    const [seq, name] = [steps.length - 1, `tool_${turn}`]
    starts.push({ type: 'tool_start', seq, offsetMs: ms + 100, name, endSeq: seq + 1, endMs: ms + 5000 })
  }
  const { blocks } = holdTail(foldTogether(emptyTranscript, steps))
  assert.equal(blocks.length, 1000)
  const kinds = Uint8Array.from(steps.map(({ kind }) => kindCode(kind)))
  const found = noStretches()
  addStretches(found, kinds, 0, kinds.length)
  const { list, more } = stretchesOf(found)
  const ms = (seq: number) => steps[seq - 1]?.offsetMs ?? null
  const known = markers({
    lastSeq: 4000,
    list: starts,
    toldUntil: { calls: 4000, inputs: 4000 },
    stretches: { list: list.map(({ from, to, kind }) => [from, to, kind, ms(from), ms(to)]), more },
  })

  const quiets = quietsOf(known, blocks, 2000)
  const { since, held } = heldBlocks(blocks)
  assert.ok(since > 2900, `only the end is at hand, from ${since} on`)
  const early = foldsBefore(since, known, quietTimes(known, [], 2000))
  const folds = [...early, ...foldsOf(held, quiets)]
  assert.deepEqual(
    folds.map(({ from, to }) => [from, to]),
    list.map(({ from, to }) => [from, to]),
  )
  assert.deepEqual(folds[0], { from: 1, to: 6, kind: 'output', fromMs: 0, toMs: 50, text: '' })
  assert.equal(folds.at(-1)?.text, 'word '.repeat(6))
  assert.deepEqual(
    quiets.map(why),
    starts.map(({ seq, name }) => [seq + 1, { tool: name }]),
  )
})
