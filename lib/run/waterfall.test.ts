import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { TimelinePart } from '#lib/api/timeline.ts'
import type { Tool } from '#lib/api/tool.ts'
import { waterfallOf, type CallNode } from './waterfall.ts'
import { callsOf, rowsOf, slowestOf, sortKeys, type RowsWish } from './waterfall-rows.ts'

/** A call from one second to another; without an end it is `no_end`. */
function call(callId: string, from: number, to: number | null, more: Partial<Tool> = {}): Tool {
  return {
    callId,
    name: 'search',
    status: to === null ? 'no_end' : more.error ? 'error' : 'ok',
    startSeq: from * 10 + 1,
    endSeq: to === null ? null : to * 10 + 1,
    startedAt: null,
    offsetMs: from * 1000,
    durationMs: to === null ? null : (to - from) * 1000,
    beganOffsetMs: null,
    endOffsetMs: to === null ? null : to * 1000,
    arguments: null,
    result: null,
    error: null,
    parentCallId: null,
    ...more,
  }
}

const part = (type: TimelinePart['type'], from: number, to: number): TimelinePart => ({
  type,
  fromMs: from * 1000,
  toMs: to * 1000,
  seq: null,
})

const all: RowsWish = { isExpanded: () => true, errorsOnly: false, sort: 'start' }
const brief = (roots: readonly CallNode[], wish: Partial<RowsWish> = {}) =>
  rowsOf(roots, { ...all, ...wish }).map(({ node, level, expanded }) => [node.name, level, expanded])

test('parallel calls are rows beside each other, in the order of their start', () => {
  const roots = waterfallOf([call('a', 1, 5, { name: 'a' }), call('b', 2, 3, { name: 'b' })], [])
  assert.deepEqual(brief(roots), [
    ['a', 1, null],
    ['b', 1, null],
  ])
  assert.deepEqual(
    roots.map(({ fromMs, toMs, durationMs }) => [fromMs, toMs, durationMs]),
    [
      [1000, 5000, 4000],
      [2000, 3000, 1000],
    ],
  )
})

test('a call that was made by another stands below it, and its failure is told above', () => {
  const tools = [
    call('p', 1, 9, { name: 'plan' }),
    call('c', 2, 5, { name: 'fetch', parentCallId: 'p' }),
    call('d', 3, 4, { name: 'parse', parentCallId: 'c', error: 'boom' }),
    call('e', 6, 7, { name: 'lost', parentCallId: 'unknown' }),
  ]
  const roots = waterfallOf(tools, [])
  assert.deepEqual(brief(roots), [
    ['plan', 1, true],
    ['fetch', 2, true],
    ['parse', 3, null],
    ['lost', 1, null],
  ])
  assert.deepEqual(brief(roots, { isExpanded: () => false }), [
    ['plan', 1, false],
    ['lost', 1, null],
  ])
  assert.equal(roots[0]?.failures, 1)
  assert.deepEqual(
    brief(roots, { errorsOnly: true, isExpanded: () => false }).map(([name]) => name),
    ['plan', 'fetch', 'parse'],
    'what failed is shown with what it failed in',
  )
})

test('a call without a recorded end reaches to where the model went on, or past what was not recorded', () => {
  const until = (...parts: TimelinePart[]) => waterfallOf([call('a', 2, null)], parts)[0]?.toMs
  assert.equal(until(part('output', 0, 2), part('tool', 2, 6), part('output', 6, 9)), 6000)
  assert.equal(until(part('output', 0, 2), part('gap', 2, 5), part('output', 5, 9)), 5000)
  assert.equal(until(part('output', 0, 2), part('tool', 2, 9)), 9000)
  assert.equal(until(), null)
})

test('an end without a start has a place, but neither begin nor length', () => {
  const orphan = call('x', 3, 3, { status: 'orphan_end', startSeq: null, offsetMs: null, durationMs: null })
  const [node] = waterfallOf([orphan], [])
  assert.deepEqual([node?.status, node?.fromMs, node?.durationMs, node?.endSeq], ['orphan_end', null, null, 31])
})

test('attempts at the same call are one row with a bar each, unless they overlap or ask something else', () => {
  const tools = [
    call('a', 1, 2, { error: 'no reply', arguments: '{"q":1}' }),
    call('b', 2, 3, { error: 'no reply', arguments: '{"q":1}' }),
    call('c', 3, 4, { arguments: '{"q":1}' }),
    call('d', 4, 6, { arguments: '{"q":2}' }),
    call('e', 4.5, 5, { arguments: '{"q":2}' }),
  ]
  const roots = waterfallOf(tools, [])
  assert.deepEqual(
    roots.map(({ isGroup, bars, status, failures, fromMs, toMs, durationMs }) => [
      isGroup,
      bars.length,
      status,
      failures,
      fromMs,
      toMs,
      durationMs,
    ]),
    [
      [true, 3, 'ok', 2, 1000, 4000, 3000],
      [false, 1, 'ok', 0, 4000, 6000, 2000],
      [false, 1, 'ok', 0, 4500, 5000, 500],
    ],
  )
  const unknown = tools.map((tool) => ({ ...tool, arguments: null }))
  assert.equal(waterfallOf(unknown, []).length, 5, 'nothing is an attempt where arguments are not known')
  const long = (error: string | null) =>
    waterfallOf(
      [call('a', 1, 2, { error, arguments: 'x'.repeat(500) }), call('b', 2, 3, { arguments: 'x'.repeat(500) })],
      [],
    )
  assert.deepEqual([long('no reply').length, long(null).length], [1, 2], 'long arguments may differ behind their begin')
})

test('rows are sorted among their siblings, and the three slowest are told with their share', () => {
  const tools = [
    call('a', 0, 1, { name: 'b' }),
    call('b', 1, 5, { name: 'c' }),
    call('c', 2, 4, { name: 'inner', parentCallId: 'b' }),
    call('d', 5, null, { name: 'a' }),
    call('e', 6, 6.5, { name: 'd' }),
  ]
  const roots = waterfallOf(tools, [])
  const names = (sort: RowsWish['sort']) => brief(roots, { sort }).map(([name]) => name)
  assert.deepEqual(names('start'), ['b', 'c', 'inner', 'a', 'd'])
  assert.deepEqual(names('duration'), ['c', 'inner', 'b', 'd', 'a'])
  assert.deepEqual(names('name'), ['a', 'b', 'c', 'inner', 'd'])
  assert.deepEqual(
    [...slowestOf(roots, 10_000).values()],
    [
      { place: 1, share: 0.4 },
      { place: 2, share: 0.2 },
      { place: 3, share: 0.1 },
    ],
  )
  assert.equal(slowestOf(roots, null).size, 0)
})

const anyTool = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  from: fc.nat(20),
  ms: fc.option(fc.nat(5)),
  parent: fc.option(fc.constantFrom('a', 'b', 'c', 'd')),
  failed: fc.boolean(),
  orphan: fc.boolean(),
})

test('whatever calls a run made, each is told once, below one that began before it', () => {
  fc.assert(
    fc.property(fc.array(anyTool, { maxLength: 30 }), fc.constantFrom(...sortKeys), (given, sort) => {
      const tools = given.map(({ id, from, ms, parent, failed, orphan }) =>
        call(id, from, ms === null ? null : from + ms, {
          parentCallId: parent,
          arguments: String(from % 3),
          error: failed ? 'x' : null,
          ...(orphan && { status: 'orphan_end', startSeq: null, offsetMs: null, durationMs: null }),
        }),
      )
      const roots = waterfallOf(tools, [])
      const rows = rowsOf(roots, { ...all, sort })
      const keys = rows.filter(({ node }) => !node.isGroup).map(({ node }) => node.key)
      assert.equal(new Set(keys).size, tools.length)
      assert.equal(callsOf(roots, sort).length, tools.length)
      assert.equal(new Set(rows.map(({ node }) => node.key)).size, rows.length)
      rows.forEach(({ parent, level }) => {
        if (parent !== null) assert.equal(rows.find(({ node }) => node.key === parent)?.level, level - 1)
      })
      assert.equal(
        roots.reduce((sum, { failures }) => sum + failures, 0),
        given.filter(({ failed }) => failed).length,
      )
    }),
  )
})

test('ten thousand calls within each other are laid out at once', () => {
  const tools = Array.from({ length: 10_000 }, (_, at) =>
    call(`c${at}`, at, at + 1, at === 0 ? {} : { parentCallId: `c${at - 1}` }),
  )
  assert.equal(rowsOf(waterfallOf(tools, []), all).at(-1)?.level, 10_000)
})
