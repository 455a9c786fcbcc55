import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shareReads } from './share-reads.ts'

test('a thousand equal requests are one read, and all requests of a moment go out together', async () => {
  const batches: number[][] = []
  const read = shareReads(
    (requests: number[]) => {
      batches.push(requests)
      return Promise.resolve(requests.map((request) => ({ request })))
    },
    String,
    { now: () => 0 },
  )
  const answers = await Promise.all([...Array.from({ length: 1000 }, () => read(7)), read(8)])
  assert.deepEqual(batches, [[7, 8]])
  assert.ok(answers.slice(0, 1000).every((answer) => answer === answers[0]))
  assert.deepEqual(answers.at(-1), { request: 8 })
})

test('an old answer is asked for again', async () => {
  let now = 0
  let reads = 0
  const read = shareReads((requests: string[]) => Promise.resolve(requests.map(() => ++reads)), String, {
    now: () => now,
  })
  assert.equal(await read('a'), 1)
  assert.equal(await read('a'), 1)
  now = 51
  assert.equal(await read('a'), 2)
})

test('a read that fails fails for each of its requests, and the next is tried', async () => {
  let now = 0
  let failing = true
  const read = shareReads(
    (requests: string[]) => (failing ? Promise.reject(new Error('away')) : Promise.resolve(requests)),
    String,
    { now: () => now },
  )
  await Promise.all([assert.rejects(read('a'), /away/), assert.rejects(read('b'), /away/)])
  failing = false
  now = 51
  assert.equal(await read('a'), 'a')
})
