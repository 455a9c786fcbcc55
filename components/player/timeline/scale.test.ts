import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fitted, panned, viewOf, zoomedAt } from './scale.ts'

test('without a zoom, or with one that lies outside of the run, all of it is in view', () => {
  assert.deepEqual(viewOf(null, 5000), { fromMs: 0, toMs: 5000 })
  assert.deepEqual(viewOf({ fromMs: 9000, toMs: 9500 }, 5000), { fromMs: 0, toMs: 5000 })
  assert.deepEqual(viewOf({ fromMs: 4000, toMs: 9500 }, 5000), { fromMs: 4000, toMs: 5000 })
})

test('what is zoomed at stays where it is, and zooming out ends at the whole run', () => {
  const zoom = zoomedAt({ fromMs: 0, toMs: 10_000 }, 10_000, 4000, 0.5)
  assert.deepEqual(zoom, { fromMs: 2000, toMs: 7000 })
  assert.equal(zoomedAt({ fromMs: 2000, toMs: 7000 }, 10_000, 4000, 2), null)
})

test('panning stops at either end, and a bar fits with some room', () => {
  assert.deepEqual(panned({ fromMs: 0, toMs: 1000 }, 10_000, -0.5), { fromMs: 0, toMs: 1000 })
  assert.deepEqual(panned({ fromMs: 8500, toMs: 9500 }, 10_000, 1), { fromMs: 9000, toMs: 10_000 })
  assert.equal(panned({ fromMs: 0, toMs: 10_000 }, 10_000, 1), null)
  assert.deepEqual(fitted(4000, 6000, 10_000), { fromMs: 3900, toMs: 6100 })
  assert.equal(fitted(0, 10_000, 10_000), null)
})

test('however it is zoomed and panned, the view lies in the run', () => {
  const step = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    by: fc.double({ min: 0.01, max: 8, noNaN: true }),
    pan: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.array(step, { maxLength: 30 }), (endMs, steps) => {
      let view = viewOf(null, endMs)
      for (const { at, by, pan } of steps) {
        const ms = view.fromMs + at * (view.toMs - view.fromMs)
        const next = pan ? panned(view, endMs, by - 4) : zoomedAt(view, endMs, ms, by)
        view = viewOf(next, endMs)
        assert.ok(view.fromMs >= 0 && view.toMs <= Math.max(endMs, 2) + 0.01 && view.toMs > view.fromMs)
      }
    }),
  )
})
