import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TimelinePart } from '#lib/api/timeline.ts'
import { drawnParts, partsUntil, partWords } from './lane-parts.ts'

const part = (type: TimelinePart['type'], fromMs: number, toMs: number): TimelinePart => ({
  type,
  fromMs,
  toMs,
  seq: 1,
})

test('a lane draws its parts that are in view, as few as can be told apart', () => {
  const parts = Array.from({ length: 10_000 }, (_, at) => part(at % 2 ? 'tool' : 'output', at, at + 1))
  const whole = drawnParts(parts, ['output'], { fromMs: 0, toMs: 10_000 })
  assert.ok(whole.length <= 1200)
  assert.deepEqual([whole[0]?.fromMs, whole.at(-1)?.toMs], [0, 9999])
  assert.deepEqual(
    drawnParts(parts, ['output'], { fromMs: 10, toMs: 14 }).map(({ fromMs }) => fromMs),
    [10, 12, 14],
  )
})

test('what a run that goes on does last, it does until now', () => {
  const parts = [part('output', 0, 5), part('tool', 5, 8)]
  assert.deepEqual(partsUntil(parts, 12).at(-1), part('tool', 5, 12))
  assert.equal(partsUntil(parts, 8), parts)
  assert.deepEqual(partsUntil([], 8), [])
})

test('a wait names its tool where it is known', () => {
  assert.deepEqual(
    [partWords('tool', 'search'), partWords('tool'), partWords('first_token')],
    ['waiting for tool search', 'waiting for a tool', 'waiting for the model'],
  )
})
