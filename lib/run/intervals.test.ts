import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { partsOf, thinned, totalsOf, type Open, type RunShape } from './intervals.ts'
import { kindCode } from '#lib/dialects/kind.ts'
import { foldIslands, type Island, type IslandClass } from './islands.ts'

const island = (kind: IslandClass, fromMs: number | null, toMs: number | null, seq = 1): Island => ({
  class: kind,
  fromSeq: seq,
  toSeq: seq,
  fromUs: fromMs === null ? null : fromMs * 1000,
  toUs: toMs === null ? null : toMs * 1000,
})

const shape = (given: Partial<RunShape>): RunShape => ({
  islands: [],
  startedUs: 0,
  durationMs: 10_000,
  live: false,
  calls: [],
  inputs: [],
  stallMs: 2000,
  ...given,
})

const told = (given: Partial<RunShape>) =>
  partsOf(shape(given)).map(({ type, fromMs, toMs, name }) => [type, fromMs, toMs, ...(name ? [name] : [])])

test('a run waits for its model, streams, waits for its tool and answers', () => {
  const parts = told({
    islands: [
      island('reasoning', 1000, 2000),
      island('output', 2100, 3000),
      island('call', 3100, 3100),
      island('call', 5000, 5000),
      island('output', 5500, 9900),
    ],
    calls: [{ name: 'search', fromMs: 3100, toMs: 5000 }],
  })
  assert.deepEqual(parts, [
    ['first_token', 0, 1000],
    ['reasoning', 1000, 2000],
    ['output', 2000, 3100],
    ['tool', 3100, 5000, 'search'],
    ['first_token', 5000, 5500],
    ['output', 5500, 10_000],
  ])
})

test('a pause between tokens is a silence from the run’s own threshold on, but not while a tool is open', () => {
  const islands = [island('output', 0, 1000), island('output', 4000, 10_000)]
  assert.deepEqual(told({ islands }), [
    ['output', 0, 1000],
    ['silence', 1000, 4000],
    ['output', 4000, 10_000],
  ])
  assert.deepEqual(told({ islands, stallMs: 5000 }), [['output', 0, 10_000]])
  assert.deepEqual(told({ islands, calls: [{ name: 'a', fromMs: 500, toMs: 3000 }] }), [
    ['output', 0, 1000],
    ['tool', 1000, 3000, 'a'],
    ['silence', 3000, 4000],
    ['output', 4000, 10_000],
  ])
})

test('what streams while a tool is open is output, and calls that overlap are waited for one after the other', () => {
  const calls = [
    { name: 'long', fromMs: 1000, toMs: 6000 },
    { name: 'within', fromMs: 2000, toMs: 3000 },
    { name: 'later', fromMs: 5000, toMs: 8000 },
  ]
  const islands = [island('call', 1000, 1000), island('output', 4000, 4500), island('call', 5000, 8000)]
  assert.deepEqual(told({ islands, calls }), [
    ['first_token', 0, 1000],
    ['tool', 1000, 4000, 'long'],
    ['output', 4000, 5000],
    ['tool', 5000, 6000, 'long'],
    ['tool', 6000, 8000, 'later'],
    ['silence', 8000, 10_000],
  ])
})

test('what was not recorded is a gap, with a time of its own or without', () => {
  assert.deepEqual(
    told({ islands: [island('output', 0, 1000), island('gap', 4000, 4000), island('output', 4100, 10_000)] }),
    [
      ['output', 0, 1000],
      ['gap', 1000, 4000],
      ['silence', 4000, 4100],
      ['output', 4100, 10_000],
    ],
  )
  assert.deepEqual(
    told({ islands: [island('output', 0, 1000), island('gap', null, null), island('output', 4100, 10_000)] }),
    [
      ['output', 0, 1000],
      ['gap', 1000, 4100],
      ['output', 4100, 10_000],
    ],
  )
})

test('an input is waited for until it is there or the run goes on', () => {
  const islands = [island('output', 0, 1000), island('output', 6000, 10_000)]
  assert.deepEqual(told({ islands, inputs: [{ fromMs: 1500, toMs: 5000 }] }), [
    ['output', 0, 1000],
    ['silence', 1000, 1500],
    ['input', 1500, 5000],
    ['silence', 5000, 6000],
    ['output', 6000, 10_000],
  ])
  assert.deepEqual(told({ islands, inputs: [{ fromMs: 1000, toMs: null }] })[1], ['input', 1000, 6000])
  assert.deepEqual(told({ live: true, islands: islands.slice(0, 1), inputs: [{ fromMs: 1000, toMs: null }] })[1], [
    'input',
    1000,
    10_000,
  ])
})

test('a call whose end is missing is waited for until the model goes on, or to the end of what is known', () => {
  const calls = [{ name: 'a', fromMs: 1000, toMs: null }]
  const islands = [island('call', 1000, 1000), island('output', 7000, 10_000)]
  assert.deepEqual(told({ islands, calls })[1], ['tool', 1000, 7000, 'a'])
  assert.deepEqual(told({ live: true, islands: islands.slice(0, 1), calls })[1], ['tool', 1000, 10_000, 'a'])
})

test('a run that says nothing waits for its first token, and a live one that stopped is silent', () => {
  assert.deepEqual(told({}), [['first_token', 0, 10_000]])
  assert.deepEqual(told({ live: true, islands: [island('output', 0, 7000)] }), [
    ['output', 0, 7000],
    ['silence', 7000, 10_000],
  ])
})

const anyIsland = fc.record({
  class: fc.constantFrom<IslandClass>('output', 'reasoning', 'call', 'gap'),
  fromMs: fc.option(fc.integer({ min: -500, max: 12_000 })),
  ms: fc.nat(3000),
})
const anyOpen: fc.Arbitrary<Open> = fc
  .record({
    fromMs: fc.integer({ min: -500, max: 12_000 }),
    ms: fc.option(fc.nat(5000)),
    name: fc.constantFrom('a', 'b'),
  })
  .map(({ fromMs, ms, name }) => ({ fromMs, toMs: ms === null ? null : fromMs + ms, name }))
const anyShape = fc
  .record({
    islands: fc.array(anyIsland, { maxLength: 30 }),
    calls: fc.array(anyOpen, { maxLength: 12 }),
    inputs: fc.array(anyOpen, { maxLength: 4 }),
    durationMs: fc.integer({ min: 0, max: 12_000 }),
    live: fc.boolean(),
    inOrder: fc.boolean(),
  })
  .map(({ islands, inOrder, ...rest }) => {
    const sorted = inOrder ? islands.toSorted((a, b) => (a.fromMs ?? 0) - (b.fromMs ?? 0)) : islands
    return shape({
      ...rest,
      islands: sorted.map(({ class: kind, fromMs, ms }, at) =>
        island(kind, fromMs, fromMs === null ? null : fromMs + ms, at + 1),
      ),
    })
  })

test('whatever the run, its stretches follow each other from its start to its end and add up to all of it', () => {
  fc.assert(
    fc.property(anyShape, (given) => {
      for (const parts of [partsOf(given), thinned(partsOf(given), 6)]) {
        let at = 0
        for (const part of parts) {
          assert.equal(part.fromMs, at)
          assert.ok(part.toMs > part.fromMs)
          at = part.toMs
        }
        assert.equal(at, given.durationMs)
        const sum = totalsOf(parts).reduce((total, { ms }) => total + ms, 0)
        assert.ok(Math.abs(sum - given.durationMs) < 1e-6)
      }
    }),
    { numRuns: 1000 },
  )
})

test('a run of very many stretches is thinned to as many as can be drawn', () => {
  const islands = Array.from({ length: 20_000 }, (_, at) => island(at % 2 ? 'call' : 'output', at, at + 0.5, at + 1))
  const parts = partsOf(shape({ islands, durationMs: 20_000 }))
  assert.ok(thinned(parts, 1000).length <= 1000)
  assert.equal(thinned(parts, 1_000_000), parts)
})

test('a run of a million frames is told within a second', () => {
  const frames = 1_000_000
  const kinds = Uint8Array.from({ length: frames }, (_, at) =>
    kindCode(at % 500 < 300 ? 'output' : at % 500 < 490 ? 'reasoning' : 'tool'),
  )
  const times = Float64Array.from({ length: frames }, (_, at) => at * 4000)
  const begun = performance.now()
  const islands: Island[] = []
  foldIslands(islands, { kinds, times }, 0)
  const parts = partsOf(shape({ islands, durationMs: frames * 4 }))
  assert.ok(performance.now() - begun < 1000)
  assert.equal(islands.length, 6000)
  assert.equal(parts.at(-1)?.toMs, frames * 4)
})
