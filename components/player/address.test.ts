import assert from 'node:assert/strict'
import { test } from 'node:test'
import { namesView, readAddress, writeAddress } from './address.ts'
import { createTail } from './tail.ts'

const read = (query: string) => readAddress(new URLSearchParams(query))

test('what an address says is read back as it was written', () => {
  const state = {
    tail: createTail({ lastSeq: 200, errorCount: 0, live: false, selected: 123 }),
    range: null,
    filter: { shown: ['error', 'tool'] as const, seqs: [], complete: true },
    time: 'utc' as const,
    play: { playing: false, speed: 2 as const, foldIdle: true, loop: null, pauseAt: [] },
    view: 'metrics' as const,
    pane: 'panel' as const,
    reading: 'state' as const,
    zoom: { fromMs: 12_000, toMs: 18_500 },
    search: { text: 'a&b c', hits: null, busy: false },
  }
  const query = writeAddress(state, 'timeline')
  assert.equal(query, '?f=123&view=metrics&as=state&q=a%26b+c&kind=error,tool&tz=utc&z=12-18.5&gaps=fold&speed=2')
  assert.deepEqual(read(query), {
    frame: 123,
    range: null,
    at: null,
    kinds: ['error', 'tool'],
    time: 'utc',
    view: 'metrics',
    pane: 'panel',
    reading: 'state',
    zoom: { fromMs: 12_000, toMs: 18_500 },
    search: 'a&b c',
    speed: 2,
    foldIdle: true,
    autoplay: false,
  })
  assert.equal(read(writeAddress({ ...state, range: { from: 120, to: 135 } }, null)).frame, 120)
  assert.equal(read(writeAddress({ ...state, view: null }, 'timeline')).view, null)
  assert.equal(read(writeAddress({ ...state, view: null, pane: 'frames' }, null)).pane, 'frames')
})

test('an address names a view by what it says, and by what is usual where it says nothing', () => {
  const shown = { view: 'timeline', usualView: 'timeline', pane: 'text' } as const
  assert.ok(namesView(read('f=3'), shown))
  assert.ok(namesView(read('view=tools'), shown))
  assert.ok(!namesView(read('view=metrics'), shown))
  assert.ok(!namesView(read('view=frames'), { ...shown, view: null, usualView: null }))
  assert.ok(namesView(read('view=frames'), { view: null, usualView: null, pane: 'frames' }))
})

test('a place in time counts only where no frame is named', () => {
  assert.deepEqual(read('t=38.2').at, { ms: 38_200 })
  assert.deepEqual(read('ts=2026-01-01T00:00:00Z').at, { instant: '2026-01-01T00:00:00Z' })
  assert.equal(read('t=38.2&f=5').at, null)
  assert.equal(read('ts=yesterday').at, null)
})

test('what makes no sense is as if it were left out', () => {
  const nothing = read('')
  assert.deepEqual(read('f=x&t=-1&kind=no&tz=moon&view=up&z=9-3&speed=3&gaps=1&autoplay=yes'), nothing)
  assert.deepEqual(read('f=20-3'), nothing)
})
