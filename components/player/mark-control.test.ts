import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Markers } from '#lib/api/markers.ts'
import { createMarkControl } from './mark-control.ts'
import type { PlayerCore } from './player-core.ts'
import type { PlayerState } from './player-state.ts'

test('markers are read at once, and again in a while as long as frames arrive', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const state = { run: { id: 'r' }, tail: { lastSeq: 10 }, markers: null, bookmarks: [] } as unknown as PlayerState
  let reads = 0
  const core = {
    get: () => state,
    set: (change: Partial<PlayerState>) => void Object.assign(state, change),
    source: {
      markers: () => {
        reads += 1
        return Promise.resolve({ lastSeq: state.tail.lastSeq } as Markers)
      },
    },
  } as unknown as PlayerCore
  const marks = createMarkControl(core)
  const close = marks.open()
  assert.equal(reads, 1)
  await Promise.resolve()

  Object.assign(state.tail, { lastSeq: 30 })
  marks.arrived()
  marks.arrived()
  assert.equal(reads, 1)
  t.mock.timers.tick(5000)
  assert.equal(reads, 2)
  await Promise.resolve()
  assert.equal(state.markers?.lastSeq, 30)

  marks.arrived()
  close()
  t.mock.timers.tick(5000)
  assert.equal(reads, 2)
})
