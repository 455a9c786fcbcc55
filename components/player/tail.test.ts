import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTail, newFrames, reduceTail, type Tail, type TailEvent } from './tail.ts'

const live = createTail({ lastSeq: 100, errorCount: 0, live: true, selected: null })

test('a running run is followed, a finished one and one that opens at a frame are held', () => {
  assert.equal(live.mode, 'follow')
  assert.equal(createTail({ lastSeq: 9, errorCount: 0, live: false, selected: null }).mode, 'hold')
  assert.equal(createTail({ lastSeq: 9, errorCount: 0, live: true, selected: 3 }).mode, 'hold')
})

test('looking back holds, counts what is new with its errors, and the bottom follows again', () => {
  const held = after(live, { type: 'looked-back' }, arrived(160, 1), arrived(228, 2))
  assert.equal(held.mode, 'hold')
  assert.deepEqual(newFrames(held), { count: 128, errors: 2 })
  const followed = after(held, { type: 'reached-bottom' })
  assert.equal(followed.mode, 'follow')
  assert.deepEqual(newFrames(followed), { count: 0, errors: 0 })
})

test('pause freezes what is shown while frames arrive, and the bottom does not resume it', () => {
  const paused = after(live, { type: 'toggled-pause' }, arrived(228, 0), { type: 'reached-bottom' })
  assert.equal(paused.mode, 'pause')
  assert.equal(paused.shownSeq, 100)
  assert.equal(newFrames(paused).count, 128)
  assert.equal(after(paused, { type: 'toggled-pause' }).mode, 'follow')
  assert.equal(after(paused, { type: 'went-live' }).shownSeq, 228)
})

test('a pause out of hold goes back to hold', () => {
  const tail = after(live, { type: 'looked-back' }, { type: 'toggled-pause' }, arrived(110, 0), {
    type: 'toggled-pause',
  })
  assert.equal(tail.mode, 'hold')
  assert.equal(tail.shownSeq, 110)
})

test('selecting a frame holds, and stays within what is shown', () => {
  const tail = after(live, { type: 'selected', seq: 400 })
  assert.deepEqual([tail.mode, tail.selected], ['hold', 100])
  assert.equal(after(live, { type: 'selected', seq: -3 }).selected, 1)
})

test('the end stops following, keeps a pause, and going live then only shows the last frames', () => {
  assert.equal(after(live, { type: 'ended' }).mode, 'hold')
  const paused = after(live, { type: 'toggled-pause' }, arrived(120, 0), { type: 'ended' })
  assert.deepEqual([paused.mode, paused.shownSeq], ['pause', 100])
  const last = after(paused, { type: 'went-live' })
  assert.deepEqual([last.mode, last.shownSeq], ['hold', 120])
  assert.equal(after(last, { type: 'reached-bottom' }).mode, 'hold')
})

test('playing holds, shows all that is stored also out of a pause, and counts on what is new', () => {
  const playing = after(live, { type: 'toggled-pause' }, arrived(160, 0), { type: 'played', seq: 100 })
  assert.deepEqual([playing.mode, playing.selected, playing.shownSeq], ['hold', 100, 160])
  assert.equal(newFrames(after(playing, arrived(170, 0))).count, 70)
})

function arrived(lastSeq: number, errorCount: number): TailEvent {
  return { type: 'arrived', lastSeq, errorCount }
}

function after(tail: Tail, ...events: TailEvent[]): Tail {
  return events.reduce(reduceTail, tail)
}
