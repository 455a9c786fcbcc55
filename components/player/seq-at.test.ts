import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seqAt } from './seq-at.ts'

const offsets = Array.from({ length: 1000 }, (_, at) => Math.floor(at / 3) * 10)

test('the last frame at or before a time is found, with some frames known, all of them, or none', async () => {
  const asked: number[] = []
  const offsetOf = (seq: number) => {
    asked.push(seq)
    return Promise.resolve(offsets[seq - 1] ?? null)
  }
  const all = offsets.map((offset, at) => [at + 1, offset] as const)
  for (const index of [[], all.filter((_, at) => at % 100 === 0), all])
    for (const [ms, seq] of [
      [0, 3],
      [10, 6],
      [1499, 450],
      [99_999, 1000],
    ] as const)
      assert.equal(await seqAt(ms, 1000, index, offsetOf), seq)
  asked.length = 0
  await seqAt(1500, 1000, all, offsetOf)
  assert.deepEqual(asked, [])
})

test('before the first frame the first is meant', async () => {
  assert.equal(await seqAt(5, 10, [], (seq) => Promise.resolve(seq * 100)), 1)
})
