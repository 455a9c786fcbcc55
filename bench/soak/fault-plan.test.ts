import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawFault, drawn, faultName } from './fault-plan.ts'
import { randomFrom } from './random.ts'

const proxies = ['a1', 'b1', 'c1']

function draw(seed: number, count: number, recorders = 3) {
  const random = randomFrom(seed)
  return Array.from({ length: count }, () => drawFault(random, { proxies, recorders }))
}

test('the same seed gives the same faults, another seed others', () => {
  assert.deepEqual(draw(7, 50), draw(7, 50))
  assert.notDeepEqual(draw(7, 50), draw(8, 50))
})

test('every fault is drawn, of every link, and a pause outlives a lease', () => {
  const faults = draw(1, 500)
  assert.deepEqual(new Set(faults.map(faultName)), new Set(drawn))
  const struck = new Set(faults.flatMap((fault) => ('proxy' in fault ? [fault.proxy] : [])))
  assert.deepEqual([...struck].toSorted(), proxies)
  assert.ok(faults.every((fault) => fault.do !== 'pause_recorder' || fault.forMs > 6000))
})

test('the first recorder is left alone, unless it is the only one', () => {
  const slots = (recorders: number) =>
    new Set(draw(3, 500, recorders).flatMap((fault) => ('slot' in fault ? [fault.slot] : [])))
  assert.deepEqual(slots(3), new Set([1, 2]))
  assert.deepEqual(slots(1), new Set([0]))
})
