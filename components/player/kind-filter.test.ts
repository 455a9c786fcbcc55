import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Frame } from '#lib/api/frame.ts'
import { createKindScan, kindsOf, rowOfSeq, type KindFilter } from './kind-filter.ts'

test('stored frames are found page by page, and those that arrive meanwhile come after them', async () => {
  const done = Promise.withResolvers<KindFilter>()
  const scan = createKindScan(
    ['tool'],
    10,
    {
      read: (after) =>
        Promise.resolve(
          after === 0
            ? { frames: [frame(3, 'tool')], nextAfter: 5 }
            : { frames: [frame(7, 'tool'), frame(11, 'tool')], nextAfter: null },
        ),
    },
    (filter) => filter.complete && done.resolve(filter),
  )
  scan.start()
  scan.arrived([frame(11, 'tool'), frame(12, 'output')])
  assert.deepEqual((await done.promise).seqs, [3, 7, 11])
})

test('the row of a hidden frame is that of the last shown one before it', () => {
  assert.equal(rowOfSeq([3, 7, 11], 7), 1)
  assert.equal(rowOfSeq([3, 7, 11], 9), 1)
  assert.equal(rowOfSeq([3, 7, 11], 2), -1)
})

test('an address names kinds; unknown ones and all of them mean no filter', () => {
  assert.deepEqual(kindsOf('tool,error,nonsense'), ['error', 'tool'])
  assert.equal(kindsOf('nonsense'), null)
  assert.equal(kindsOf(null), null)
})

function frame(seq: number, kind: Frame['kind']): Frame {
  return { seq, kind } as Frame
}
