import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { RunEvent } from '#lib/dialects/run-event.ts'
import type { Kind } from '#lib/dialects/kind.ts'
import { emptyTranscript, foldTogether, foldTranscript, type Transcript, type TranscriptStep } from './transcript.ts'
import { blockAt, blocksFrom, firstHeld, holdLeaves } from './transcript-blocks.ts'

test('text of one message becomes one block that knows its frames', () => {
  const state = fold([output('Hel'), output('lo'), output(' you')])
  const [block, ...rest] = blocksFrom(state.blocks, 0)
  assert.deepEqual(rest, [])
  assert.deepEqual(block, {
    type: 'text',
    text: 'Hello you',
    messageId: null,
    fromSeq: 1,
    toSeq: 3,
    fromMs: 10,
    toMs: 30,
    frames: 3,
  })
})

test('reasoning between text splits it, an empty first delta is not the first token', () => {
  const state = fold([output(''), reasoning('hm'), output('a'), reasoning('b'), output('c')])
  assert.deepEqual(
    blocksFrom(state.blocks, 0).map((block) => block.type),
    ['reasoning', 'text', 'reasoning', 'text'],
  )
  assert.equal(state.firstTextSeq, 3)
})

test('progress and an end find their call while text goes on beside it', () => {
  const state = fold([
    { type: 'tool.started', callId: 'a', name: 'search', arguments: '{"q":' },
    { type: 'tool.arguments', callId: 'a', delta: '1}' },
    output('meanwhile'),
    { type: 'tool.progress', callId: 'a', text: '3 of 9' },
    output(' on'),
    { type: 'tool.ended', callId: 'a', name: 'search', error: 'timed out' },
  ])
  const [tool, text] = blocksFrom(state.blocks, 0)
  assert.ok(tool?.type === 'tool' && text?.type === 'text')
  assert.equal(tool.arguments, '{"q":1}')
  assert.equal(tool.status, 'error')
  assert.equal(tool.error, 'timed out')
  assert.deepEqual(tool.progress, { count: 1, text: '3 of 9', seq: 4, ms: 40 })
  assert.deepEqual([tool.fromSeq, tool.toSeq, tool.frames], [1, 6, 4])
  assert.equal(text.text, 'meanwhile on')
  assert.deepEqual(state.open, {})
})

test('an end without a start is kept as an orphan, and a call without an end stays open', () => {
  const state = fold([
    { type: 'tool.ended', callId: 'x', name: 'fetch', result: 'ok' },
    { type: 'tool.started', callId: 'y', name: 'lookup' },
  ])
  assert.deepEqual(
    blocksFrom(state.blocks, 0).map((block) => block.type === 'tool' && block.status),
    ['orphan_end', 'open'],
  )
  assert.deepEqual(state.open, { y: 1 })
})

test('names from the prototype chain are call ids like others', () => {
  const state = fold([
    { type: 'tool.progress', callId: 'constructor', text: 'x' },
    { type: 'tool.ended', callId: 'toString', name: 't', result: '' },
  ])
  assert.deepEqual(
    blocksFrom(state.blocks, 0).map((block) => block.type === 'tool' && block.status),
    ['orphan_end'],
  )
})

test('a gap is a block, and running is news only after waiting', () => {
  let state = fold([
    { type: 'status', status: 'running' },
    { type: 'status', status: 'waiting_for_input' },
    { type: 'status', status: 'running' },
    { type: 'status', status: 'completed' },
  ])
  state = foldTranscript(state, { seq: 5, kind: 'gap', offsetMs: 50, events: [] })
  assert.deepEqual(
    blocksFrom(state.blocks, 0).map((block) => (block.type === 'status' ? block.status : block.type)),
    ['waiting_for_input', 'running', 'completed', 'gap'],
  )
  assert.equal(state.kinds.gap, 1)
})

test('what a run asks and what it is given are blocks of their own', () => {
  const state = fold([
    { type: 'input.requested', message: 'Which region?', requestId: 'r1', schema: '{"enum":["eu","us"]}' },
    { type: 'input.provided', content: 'eu', requestId: 'r1' },
    { type: 'input.provided', content: 'and be quick' },
  ])
  assert.deepEqual(
    blocksFrom(state.blocks, 0).map((block) =>
      block.type === 'input-request'
        ? [block.message, block.requestId, block.schema]
        : block.type === 'input' && [block.content, block.requestId],
    ),
    [
      ['Which region?', 'r1', '{"enum":["eu","us"]}'],
      ['eu', 'r1'],
      ['and be quick', null],
    ],
  )
})

test('a long message is cut into blocks where paragraphs end, and loses nothing', () => {
  const paragraph = `${'word '.repeat(300)}\n\n`
  const state = fold(Array.from({ length: 40 }, () => output(paragraph)))
  const blocks = blocksFrom(state.blocks, 0).flatMap((block) => (block.type === 'text' ? [block] : []))
  assert.equal(blocks.map((block) => block.text).join(''), paragraph.repeat(40))
  assert.ok(blocks.length > 5)
  assert.ok(blocks.every(({ text }) => text.length < 10_000 && text.endsWith('\n\n')))
  assert.deepEqual(
    blocks.map(({ continues }) => continues),
    [undefined, ...blocks.slice(1).map(() => true)],
  )
  assert.equal(blocks[1]?.fromSeq, (blocks[0]?.toSeq ?? 0) + 1)
})

test('code is not cut before it must be, and text without lines is cut at the most', () => {
  const code = fold(['```\n', ...Array.from({ length: 3000 }, () => 'a()\n\nb()\n')].map(output))
  const first = blockAt(code.blocks, 0)
  assert.ok(first?.type === 'text' && first.text.length > 16_000 && first.text.length <= 16_384)
  const long = fold([output('\u{1f600}'.repeat(200_000))])
  const texts = blocksFrom(long.blocks, 0).map((block) => (block.type === 'text' ? block.text : ''))
  assert.equal(texts.join(''), '\u{1f600}'.repeat(200_000))
  assert.ok(texts.every((text) => text.length <= 16_384 && text.isWellFormed()))
})

test('what is left out of a state is skipped, and folding goes on without it', () => {
  const steps = Array.from({ length: 100 }, (_, index): RunEvent =>
    index === 40
      ? { type: 'tool.started', callId: 'a', name: 'search' }
      : { type: 'notice', message: String(index), severity: 'info' },
  )
  const whole = fold(steps)
  const held = { ...whole, blocks: holdLeaves(whole.blocks, (leaf) => leaf === 1 || leaf === 3) }
  assert.equal(firstHeld(whole.blocks), 0)
  assert.equal(firstHeld(held.blocks), 96)
  assert.equal(blockAt(held.blocks, 5), undefined)
  assert.equal(blockAt(held.blocks, 98), blockAt(whole.blocks, 98))
  assert.deepEqual(blocksFrom(held.blocks, 0), [
    ...blocksFrom(whole.blocks, 32).slice(0, 32),
    ...blocksFrom(whole.blocks, 96),
  ])
  const end = step(101, { type: 'tool.ended', callId: 'a', name: 'search' }, { type: 'error', message: 'x' })
  const [on, all] = [foldTranscript(held, end), foldTranscript(whole, end)]
  assert.deepEqual(
    on.blocks,
    holdLeaves(all.blocks, (leaf) => leaf === 1 || leaf === 3),
  )
  assert.deepEqual({ ...on, blocks: all.blocks }, all)
})

test('an earlier state is never changed by a later frame', () => {
  const before = fold([output('a')])
  const copy = JSON.stringify(before)
  foldTranscript(before, step(2, output('b')))
  assert.equal(JSON.stringify(before), copy)
})

test('appending to a long transcript touches only its last leaf', () => {
  const steps = Array.from({ length: 500 }, (_, index): RunEvent =>
    index % 2 === 0 ? output('x') : { type: 'notice', message: 'n', severity: 'info' },
  )
  const before = fold([...steps, output('y')])
  const after = foldTranscript(before, step(502, output('z')))
  assert.equal(after.blocks.length, before.blocks.length)
  assert.equal(after.blocks.leaves[0], before.blocks.leaves[0])
  assert.equal(blockAt(after.blocks, 3), blockAt(before.blocks, 3))
})

test('folding together equals folding one by one, and changes no state from before', () => {
  fc.assert(
    fc.property(fc.array(anyEvents, { maxLength: 120 }), fc.nat(120), (frames, cut) => {
      const steps = frames.map(({ kind, events }, index) => ({ seq: index + 1, kind, offsetMs: index * 7, events }))
      const first = steps.slice(0, cut).reduce(foldTranscript, emptyTranscript)
      const copy = JSON.stringify(first)
      const together = foldTogether(first, steps.slice(cut))
      assert.deepEqual(together, steps.reduce(foldTranscript, emptyTranscript))
      assert.equal(JSON.stringify(first), copy)
      const after = JSON.stringify(together)
      foldTranscript(together, step(999, output('later')))
      assert.equal(JSON.stringify(together), after)
    }),
  )
})

test('folding in pieces, through JSON, equals folding at once', () => {
  fc.assert(
    fc.property(fc.array(anyEvents, { maxLength: 120 }), fc.nat(120), (frames, cut) => {
      const steps = frames.map(({ kind, events }, index) => ({ seq: index + 1, kind, offsetMs: index * 7, events }))
      const whole = steps.reduce(foldTranscript, emptyTranscript)
      const first = steps.slice(0, cut).reduce(foldTranscript, emptyTranscript)
      const restored = JSON.parse(JSON.stringify(first)) as Transcript
      const pieces = steps.slice(cut).reduce(foldTranscript, restored)
      assert.deepEqual(pieces, whole)
      assert.deepEqual(JSON.parse(JSON.stringify(whole)), whole)
    }),
  )
})

const callId = fc.constantFrom('a', 'b', 'c')
const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.record({ type: fc.constant('text.delta' as const), text: fc.string() }),
  fc.record({ type: fc.constant('reasoning.delta' as const), text: fc.string() }),
  fc.record({ type: fc.constant('tool.started' as const), callId, name: fc.string() }),
  fc.record({ type: fc.constant('tool.arguments' as const), callId, delta: fc.string() }),
  fc.record({ type: fc.constant('tool.progress' as const), callId, text: fc.string() }),
  fc.record({ type: fc.constant('tool.ended' as const), callId, name: fc.string(), result: fc.string() }),
  fc.record({ type: fc.constant('error' as const), message: fc.string() }),
  fc.record({
    type: fc.constant('status' as const),
    status: fc.constantFrom('running', 'failed', 'waiting_for_input'),
  }),
)
const anyEvents = fc.record({
  kind: fc.constantFrom<Kind>('output', 'tool', 'gap', 'heartbeat'),
  events: fc.array(anyEvent, { maxLength: 3 }),
})

function output(text: string): RunEvent {
  return { type: 'text.delta', text }
}

function reasoning(text: string): RunEvent {
  return { type: 'reasoning.delta', text }
}

function step(seq: number, ...events: RunEvent[]): TranscriptStep {
  return { seq, kind: 'output', offsetMs: seq * 10, events }
}

function fold(events: RunEvent[]): Transcript {
  return events.map((event, index) => step(index + 1, event)).reduce(foldTranscript, emptyTranscript)
}
