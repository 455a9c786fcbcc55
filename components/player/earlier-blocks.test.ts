import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addBlock, blocksFrom, emptyBlocks, firstHeld, holdLeaves } from '#lib/run/transcript-blocks.ts'
import type { Block } from '#lib/run/transcript.ts'
import { addLeaves, allBlocks, missingFrom, withLeaves } from './earlier-blocks.ts'

const block = (index: number): Block => ({
  ...{ fromSeq: index, toSeq: index, fromMs: null, toMs: null, frames: 1 },
  ...{ type: 'notice', message: String(index), severity: 'info' },
})
const all = Array.from({ length: 1000 }, (_, index) => block(index))
const whole = all.reduce(addBlock, emptyBlocks)
// As of an open call in leaf 3.
const sparse = holdLeaves(whole, (leaf) => leaf === 3 || leaf >= 28)

test('what is missing is asked for from the end backwards, some leaves at a time', () => {
  assert.deepEqual(missingFrom(sparse, 700), { from: 672, to: 896 })
  assert.deepEqual(missingFrom(sparse, 0), { from: 640, to: 896 })
  assert.equal(missingFrom(sparse, 900), null)
  assert.equal(missingFrom(whole, 0), null)
  assert.deepEqual(
    missingFrom(
      holdLeaves(whole, (leaf) => leaf === 3 || leaf > 5),
      0,
    ),
    { from: 128, to: 192 },
  )
})

test('what was read stands where the state leaves it out, and what the state holds goes before it', () => {
  const known = addLeaves(new Map(), 640, all.slice(640, 890))
  const filled = withLeaves(sparse, known)
  assert.deepEqual([...known.keys()], [20, 21, 22, 23, 24, 25, 26])
  assert.equal(firstHeld(filled), 896, 'the last leaf did not come whole')
  const rest = addLeaves(known, 864, all.slice(864, 896))
  assert.equal(firstHeld(withLeaves(sparse, rest)), 640)
  assert.deepEqual(blocksFrom(withLeaves(sparse, rest), 640), all.slice(640))
  const stale = new Map([[3, [block(7)]]])
  assert.equal(withLeaves(sparse, stale), sparse)
})

test('all blocks are read, in as many reads as it takes', async () => {
  const reads: [number, number][] = []
  const read = (from: number, to: number) => {
    reads.push([from, to])
    return Promise.resolve({ blocks: all.slice(from, Math.min(to, from + 300)) })
  }
  assert.deepEqual(await allBlocks(sparse, read), all)
  assert.deepEqual(reads, [
    [0, 96],
    [128, 896],
    [428, 896],
    [728, 896],
  ])
  await assert.rejects(
    allBlocks(sparse, () => Promise.resolve({ blocks: [] })),
    /are not there/,
  )
})

test('of very many leaves those far from the last ones read are given up', () => {
  const many = Array.from({ length: 250 * 32 }, (_, index) => block(index))
  const known = addLeaves(addLeaves(new Map(), 0, many), 400 * 32, many.slice(0, 20 * 32))
  assert.equal(known.size, 256)
  assert.ok(known.has(419) && known.has(249) && !known.has(13))
})
