import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { TimelinePart } from '#lib/api/timeline.ts'
import { criticalPathOf, pathWords, percent } from './critical-path.ts'
import type { CallNode } from './waterfall.ts'

function node(name: string, fromMs: number, toMs: number | null, status: CallNode['status'] = 'ok'): CallNode {
  return {
    key: name,
    name,
    asked: '',
    gave: '',
    status,
    error: null,
    startSeq: 1,
    endSeq: null,
    fromMs,
    toMs,
    durationMs: toMs === null || status === 'no_end' ? null : toMs - fromMs,
    bars: [],
    isGroup: false,
    failures: 0,
    children: [],
  }
}

const wrote = (fromMs: number, toMs: number): TimelinePart => ({ type: 'output', fromMs, toMs, seq: null })

test('the path is the chain that takes most of the run, told in words with its share', () => {
  const roots = [
    node('search', 1000, 4000),
    node('aside', 1500, 2000),
    node('fetch', 4500, 8000),
    node('lost', 4000, 9000, 'no_end'),
  ]
  const path = criticalPathOf(roots, [wrote(3000, 3500), wrote(8000, 10_000)], 10_000)
  assert.deepEqual(
    path.steps.map(({ label, ms }) => [label, ms]),
    [
      ['search', 3000],
      ['fetch', 3500],
      ['answer', 2000],
    ],
  )
  assert.deepEqual(pathWords(path, 10_000), { names: 'search → fetch → answer', sum: '8.5 s of 10.0 s (85 %)' })
})

test('a call that is open reaches until now', () => {
  const path = criticalPathOf([node('search', 1000, null, 'open')], [wrote(0, 900)], 5000)
  assert.deepEqual(
    path.steps.map(({ label, ms }) => [label, ms]),
    [
      ['model', 900],
      ['search', 4000],
    ],
  )
})

test('of a long path the four longest calls are named, in their order', () => {
  const roots = [5, 1, 6, 2, 7, 3, 8, 4].map((ms, at) => node(`t${ms}`, at * 10, at * 10 + ms))
  assert.equal(pathWords(criticalPathOf(roots, [], 100), 100).names, 't5 → t6 → t7 → t8 → 4 more')
})

test('nothing is a path of nothing, and a small share is not none', () => {
  assert.deepEqual(criticalPathOf([], [], 10), { steps: [], ms: 0 })
  assert.deepEqual([0, 0.001, 0.19, 1].map(percent), ['0 %', '< 1 %', '19 %', '100 %'])
})

test('no chain of calls that do not overlap is longer than the path', () => {
  const anyCalls = fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 12 })), { maxLength: 9 })
  fc.assert(
    fc.property(anyCalls, (given) => {
      const roots = given.map(([from, ms], at) => node(`n${at}`, from, from + ms))
      const path = criticalPathOf(roots, [], 50)
      let best = 0
      for (let chosen = 0; chosen < 1 << roots.length; chosen++) {
        const chain = roots.filter((_, at) => chosen & (1 << at)).toSorted((a, b) => (a.fromMs ?? 0) - (b.fromMs ?? 0))
        const fits = chain.every((one, at) => at === 0 || (chain[at - 1]?.toMs ?? 0) <= (one.fromMs ?? 0))
        if (fits)
          best = Math.max(
            best,
            chain.reduce((sum, one) => sum + (one.durationMs ?? 0), 0),
          )
      }
      assert.equal(path.ms, best)
      assert.equal(
        path.steps.reduce((sum, { ms }) => sum + ms, 0),
        best,
      )
    }),
  )
})
