import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUrlWriter } from './url-writer.ts'

test('ten seconds of steps make at most 30 writes and end on the last frame', () => {
  const { clock, advance } = createClock()
  const written: string[] = []
  const writer = createUrlWriter((href) => written.push(href), clock)
  for (let frame = 1; frame <= 300; frame += 1) {
    writer.set(`?f=${frame}`)
    advance(33)
  }
  advance(400)
  assert.ok(written.length <= 30, `${written.length} writes`)
  assert.equal(written.at(-1), '?f=300')
})

test('a flush writes at once, and a refused write is tried again', () => {
  const { clock, advance } = createClock()
  const written: string[] = []
  let refuse = true
  const writer = createUrlWriter((href) => {
    if (refuse) throw new Error('SecurityError')
    written.push(href)
  }, clock)
  writer.set('?f=1')
  writer.flush()
  assert.deepEqual(written, [])
  refuse = false
  advance(1000)
  assert.deepEqual(written, ['?f=1'])
})

test('another view is an entry of its own, behind what was last shown', () => {
  const { clock, advance } = createClock()
  const written: string[] = []
  const writer = createUrlWriter((href, how) => written.push(`${how} ${href}`), clock)
  writer.set('?f=1')
  advance(0)
  writer.set('?f=2')
  writer.push('?f=2&view=metrics')
  advance(1000)
  assert.deepEqual(written, ['replace ?f=1', 'replace ?f=2', 'push ?f=2&view=metrics'])
})

function createClock() {
  let time = 0
  const timers: { at: number; run: () => void }[] = []
  return {
    clock: { now: () => time, setTimeout: (run: () => void, ms: number) => timers.push({ at: time + ms, run }) },
    advance(ms: number) {
      time += ms
      for (const timer of timers.splice(0)) {
        if (timer.at <= time) timer.run()
        else timers.push(timer)
      }
    },
  }
}
