import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unexplainedGaps, type DeclaredGap, type Injected } from './explain-gaps.ts'

const gap: DeclaredGap = {
  ...{ run: 'r', source: 'c1', sourceClass: 'C', seq: 4, reason: 'upstream_lost' },
  ...{ openedMs: 100_000, closedMs: 101_000 },
}
const cut: Injected = { what: 'reset_peer', source: 'c1', fromMs: 99_000, toMs: 100_000 }
const isExplained = (fault: Injected | null, change: Partial<DeclaredGap> = {}) =>
  unexplainedGaps([{ ...gap, ...change }], fault ? [fault] : []).length === 0

test('a gap is explained by a fault of its source, or of all, at its time or a little before', () => {
  assert.ok(isExplained(cut))
  assert.ok(isExplained({ ...cut, source: null }))
  assert.ok(isExplained({ ...cut, fromMs: 90_000, toMs: 90_000 }))
})

test('a gap without a fault, of another source, after it or long before it is not', () => {
  assert.ok(!isExplained(null))
  assert.ok(!isExplained({ ...cut, source: 'c2' }))
  assert.ok(!isExplained({ ...cut, fromMs: 102_000, toMs: 103_000 }))
  assert.ok(!isExplained({ ...cut, fromMs: 10_000, toMs: 20_000 }))
})

test('nothing explains a gap of a numbered source', () => {
  assert.ok(!isExplained(cut, { sourceClass: 'A' }))
})
