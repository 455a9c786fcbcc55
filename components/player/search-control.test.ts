import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SearchPage } from '#lib/api/search.ts'
import type { SearchRequest } from './frame-source.ts'
import type { PlayerState } from './player-state.ts'
import { createSearchControl, hitNumber, readSearch } from './search-control.ts'

test('all pages are read, and what was found is told page by page', async () => {
  const { control, state, asked, answer, tick } = watch(100)
  control.search('word')
  assert.deepEqual(state().search, { text: 'word', hits: [], busy: true })
  tick()
  await answer({ hits: [3, 9], scanned: 50, more: true })
  assert.deepEqual(state().search, { text: 'word', hits: [3, 9], busy: true })
  await answer({ hits: [77], scanned: 100, more: false })
  assert.deepEqual(state().search, { text: 'word', hits: [3, 9, 77], busy: false })
  assert.deepEqual(
    asked.map(({ q, after }) => [q, after]),
    [
      ['word', 0],
      ['word', 50],
    ],
  )
})

test('what is typed next ends the search before it, whose answer changes nothing', async () => {
  const { control, state, asked, answer, tick } = watch(100)
  control.search('wo')
  tick()
  control.search('word')
  tick()
  await answer({ hits: [1], scanned: 100, more: false })
  assert.equal(asked[0]?.signal.aborted, true)
  assert.deepEqual(state().search.hits, [])
  await answer({ hits: [2], scanned: 100, more: false })
  assert.deepEqual(state().search.hits, [2])
})

test('frames that come are looked at from where the search ended', async () => {
  const { control, state, asked, answer, tick, grow } = watch(100)
  control.search('word')
  tick()
  await answer({ hits: [], scanned: 100, more: false })
  grow(140)
  control.grown()
  control.grown()
  tick()
  await answer({ hits: [131], scanned: 140, more: false })
  assert.deepEqual(state().search, { text: 'word', hits: [131], busy: false })
  assert.deepEqual(
    asked.map(({ after }) => after),
    [0, 100],
  )
})

test('the reader is led to the next hit, to one that is still to be found, and round the end', async () => {
  const { control, answer, tick, gone } = watch(100)
  control.search('word')
  tick()
  assert.equal(control.hit(1), false)
  await answer({ hits: [], scanned: 50, more: true })
  await answer({ hits: [60, 70], scanned: 100, more: false })
  assert.deepEqual(gone(), [60])
  control.hit(1)
  control.hit(1)
  control.hit(-1)
  assert.deepEqual(gone(), [60, 70, 60, 70])
})

test('an answer that failed is asked for again from the same place', async () => {
  const { control, state, asked, answer, tick } = watch(100)
  control.search('word')
  tick()
  await answer({ hits: [3], scanned: 50, more: true })
  await answer(new Error('away'))
  tick()
  await answer({ hits: [80], scanned: 100, more: false })
  assert.deepEqual(state().search.hits, [3, 80])
  assert.deepEqual(
    asked.map(({ after }) => after),
    [0, 50, 50],
  )
})

test('nothing typed is nothing looked for', () => {
  const { control, state, asked, tick } = watch(100)
  for (const text of ['', 'glob:', 'glob:**']) {
    control.search(text)
    tick()
    assert.deepEqual(state().search, { text, hits: null, busy: false })
  }
  assert.equal(asked.length, 0)
  assert.deepEqual(readSearch('glob:a*'), { q: 'a*', glob: true })
  assert.deepEqual([hitNumber([4, 8], 8), hitNumber([4, 8], 5), hitNumber([4], null)], [2, 0, 0])
})

type Told = { hits: readonly number[]; scanned: number; more: boolean } | Error

function watch(lastSeq: number) {
  const asked: (SearchRequest & { signal: AbortSignal })[] = []
  const answers: { resolve: (page: SearchPage) => void; reject: (error: Error) => void }[] = []
  const timers: (() => void)[] = []
  const gone: number[] = []
  let state = {
    search: { text: '', hits: null, busy: false },
    tail: { selected: null, shownSeq: lastSeq, lastSeq },
  } as unknown as PlayerState
  const set = (change: Partial<PlayerState>) => {
    state = { ...state, ...change }
  }
  const control = createSearchControl(
    {
      source: {
        search(query, signal) {
          asked.push({ ...query, signal })
          return new Promise((resolve, reject) => answers.push({ resolve, reject }))
        },
      },
      get: () => state,
      set,
      setNow: set,
      goTo(seq) {
        gone.push(seq)
        set({ tail: { ...state.tail, selected: seq } })
      },
    },
    { setTimeout: (run) => timers.push(run) },
  )
  return {
    control,
    asked,
    state: () => state,
    gone: () => gone,
    tick: () => timers.splice(0).forEach((run) => run()),
    grow: (to: number) => set({ tail: { ...state.tail, lastSeq: to } }),
    async answer(told: Told) {
      const next = answers.shift()
      assert.ok(next, 'something was asked')
      if (told instanceof Error) next.reject(told)
      else {
        const hits = told.hits.map((seq) => ({
          seq,
          offsetMs: null,
          kind: 'output' as const,
          where: 'frame' as const,
          before: '',
          match: '',
          after: '',
        }))
        next.resolve({ ...told, hits, nextAfter: told.more ? told.scanned : null })
      }
      await new Promise<void>((resolve) => setImmediate(resolve))
    },
  }
}
