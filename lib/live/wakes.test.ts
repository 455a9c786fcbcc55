import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createWakes } from './wakes.ts'

const never = new AbortController().signal

function world(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  let now = 1000
  const wakes = createWakes({ now: () => now })
  const advance = (ms: number) => {
    now += ms
    t.mock.timers.tick(ms)
  }
  const woken: string[] = []
  const wait = (name: string, runIds: bigint[], signal = never) =>
    void wakes.nextWake(runIds, signal).then(() => woken.push(name))
  return { wakes, advance, woken, wait, settle: () => new Promise((resolve) => setImmediate(resolve)) }
}

test('a wake reaches those who wait for that run, and only those', async (t) => {
  const { wakes, advance, woken, wait, settle } = world(t)
  wait('one', [1n])
  wait('two', [2n])
  wait('both', [1n, 2n])
  wakes.wake([1n])
  advance(0)
  await settle()
  assert.deepEqual(woken, ['one', 'both'])
})

test('wakes that come close together are one, and the second moment is 50 ms after the first', async (t) => {
  const { wakes, advance, woken, wait, settle } = world(t)
  wait('first', [1n])
  wakes.wake([1n])
  advance(0)
  await settle()
  wait('second', [1n])
  wakes.wake([1n])
  advance(49)
  await settle()
  assert.deepEqual(woken, ['first'])
  advance(1)
  await settle()
  assert.deepEqual(woken, ['first', 'second'])
})

test('a hint that was lost costs half a second', async (t) => {
  const { advance, woken, wait, settle } = world(t)
  wait('one', [1n])
  advance(499)
  await settle()
  assert.deepEqual(woken, [])
  advance(1)
  advance(50)
  await settle()
  assert.deepEqual(woken, ['one'])
})

test('whoever gives up is let go at once, and never by a rejection', async (t) => {
  const { wakes, woken, wait, settle } = world(t)
  const gone = new AbortController()
  wait('one', [1n], gone.signal)
  wait('late', [1n], AbortSignal.abort())
  gone.abort()
  await settle()
  assert.deepEqual(woken.toSorted(), ['late', 'one'])
  wakes.close()
})

test('what is told while nobody waits still parts the reads of before from those of after', (t) => {
  const { wakes } = world(t)
  const before = wakes.generation()
  wakes.wake([1n])
  assert.notEqual(wakes.generation(), before)
})
