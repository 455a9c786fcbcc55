import assert from 'node:assert/strict'
import { test } from 'node:test'
import { summarize, type Sample } from './sample.ts'

const sample = (minute: number, rssMb: number, change: Partial<Sample> = {}): Sample => ({
  ...{ process: 'web', pid: 1, atMs: minute * 60_000, rssMb, files: 20, connections: 3 },
  ...change,
})

test('growth is measured after the warm-up, of the process that lived longest in its place', () => {
  const grown = [0, 1, 2, 3, 4, 5, 6].map((minute) =>
    sample(minute, minute < 3 ? minute * 100 : 300 + (minute - 3) * 2),
  )
  const brief = sample(7, 900, { pid: 2 })
  const [held] = summarize([...grown, brief], { warmUpMs: 3 * 60_000 })
  assert.equal(held?.minutes, 6)
  assert.deepEqual(held?.rssMb, { first: 0, last: 306, most: 306, perMinute: 2 })
})

test('a process that was seen for too short a time has no growth', () => {
  const [held] = summarize([sample(0, 1), sample(1, 5)], { warmUpMs: 0 })
  assert.equal(held?.rssMb.perMinute, null)
})

test('a database that did not answer is no count of connections', () => {
  const [held] = summarize([sample(0, 1, { connections: 9 }), sample(1, 1), sample(2, 1, { connections: null })], {
    warmUpMs: 0,
  })
  assert.deepEqual(held?.connections, { most: 9, last: 3 })
})
