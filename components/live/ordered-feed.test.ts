import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Frame } from '#lib/api/frame.ts'
import { createOrderedFeed } from './ordered-feed.ts'

test('whatever the stream drops, doubles or brings late, every frame comes once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.record({ from: fc.integer({ min: 1, max: 60 }), count: fc.integer({ min: 1, max: 9 }) }), {
        maxLength: 30,
      }),
      async (stored, batches) => {
        const seen: number[] = []
        const ended = Promise.withResolvers<undefined>()
        const feed = createOrderedFeed(0, reader(stored), {
          frames: (frames) => seen.push(...frames.map((frame) => frame.seq)),
          end: () => ended.resolve(undefined),
          failed: (error) => ended.reject(error),
        })
        for (const { from, count } of batches) {
          feed.push(range(from, Math.min(stored, from + count - 1)))
          if (count % 3 === 0) await Promise.resolve()
        }
        feed.end()
        await ended.promise
        assert.deepEqual(
          seen,
          range(1, stored).map((frame) => frame.seq),
        )
      },
    ),
  )
})

test('a dense stream is delivered at once and reads nothing', () => {
  const seen: number[] = []
  const feed = createOrderedFeed(5, () => assert.fail('read'), {
    frames: (frames) => seen.push(...frames.map((frame) => frame.seq)),
    end: () => undefined,
    failed: assert.fail,
  })
  feed.push(range(4, 7))
  feed.push(range(8, 8))
  assert.deepEqual(seen, [6, 7, 8])
})

test('a read that failed is tried again', async () => {
  let broken = true
  const done = Promise.withResolvers<number>()
  const failed = Promise.withResolvers<undefined>()
  const feed = createOrderedFeed(
    0,
    (after, limit) => (broken ? Promise.reject(new Error('away')) : reader(3)(after, limit)),
    {
      frames: (frames) => done.resolve(frames.length),
      end: () => undefined,
      failed: () => failed.resolve(undefined),
    },
  )
  feed.reached(3)
  await failed.promise
  broken = false
  feed.retry()
  assert.equal(await done.promise, 3)
})

function reader(stored: number) {
  return (after: number, limit: number) =>
    Promise.resolve({ frames: range(after + 1, Math.min(stored, after + limit, after + 7)), nextAfter: null })
}

function range(first: number, last: number): Frame[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => ({ seq: first + index }) as Frame)
}
