import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linkTo } from './link.ts'
import type { PlayerState } from './player-state.ts'

const page = 'https://tape.example.test/runs/r'

function state(change: Partial<PlayerState> = {}): PlayerState {
  return {
    tail: { selected: null, shownSeq: 812 },
    range: null,
    filter: null,
    time: 'offset',
    play: { speed: 1, foldIdle: false },
    view: null,
    pane: 'panel',
    reading: 'text',
    zoom: null,
    search: { text: '', hits: null, busy: false },
    ...change,
  } as PlayerState
}

const read = (href: string) => Object.fromEntries(new URL(href).searchParams)

test('a link leads to the frame that is shown, also where none was selected', () => {
  assert.deepEqual(read(linkTo(page, state())), { f: '812', view: 'none' })
  const selected = state({ tail: { selected: 5, shownSeq: 812 } as PlayerState['tail'] })
  assert.equal(read(linkTo(page, selected))['f'], '5')
  assert.equal(read(linkTo(page, state(), 7))['f'], '7')
})

test('a link carries range, panel, filter, search and zoom', () => {
  const shown = state({
    range: { from: 120, to: 135 },
    view: 'timeline',
    filter: { shown: ['tool', 'error'], seqs: [], complete: true },
    zoom: { fromMs: 12_000, toMs: 18_500 },
    search: { text: 'a & b', hits: null, busy: false },
  })
  assert.deepEqual(read(linkTo(page, shown)), {
    f: '120-135',
    view: 'tools',
    q: 'a & b',
    kind: 'tool,error',
    z: '12-18.5',
  })
  assert.equal(read(linkTo(page, shown, 7))['f'], '7', 'a link to one frame names no range')
})

test('a run without frames has a link too', () => {
  assert.equal(
    read(linkTo(page, state({ tail: { selected: null, shownSeq: 0 } as PlayerState['tail'] })))['f'],
    undefined,
  )
})
