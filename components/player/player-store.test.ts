import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Frame } from '#lib/api/frame.ts'
import type { Run } from '#lib/api/run.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { blocksFrom } from '#lib/run/transcript-blocks.ts'
import type { FrameListener, FrameSource, RunState } from './frame-source.ts'
import { foldFrame, initialState } from './history.ts'
import { isTold } from './player-state.ts'
import { readAddress } from './address.ts'
import { createPlayerStore, type PlayerStart } from './player-store.ts'

const dialect = getDialect('modus')
const closers: (() => void)[] = []
after(() => closers.forEach((close) => close()))
const frames = Array.from({ length: 700 }, (_, index) => frame(index + 1))

test('frames that stream in go on from the state of the page without a seam', () => {
  const { store, listener } = watch({ lastSeq: 300, state: stateAt(300) })
  listener.frames(frames.slice(300, 420))
  listener.frames(frames.slice(420, 700))
  const { tail, tip, shown } = store.getState()
  assert.deepEqual([tail.mode, tail.lastSeq], ['follow', 700])
  assert.deepEqual(tip, stateAt(700))
  assert.equal(shown, tip)
})

test('a run too long to be folded with its page is caught up with while frames arrive', async () => {
  const { store, listener, until } = watch({ lastSeq: 300, state: null })
  listener.frames(frames.slice(300, 420))
  await until(() => store.getState().tip?.at === 420)
  assert.deepEqual(store.getState().tip, stateAt(420))
})

test('a pause keeps the transcript as it was, and going live shows everything', () => {
  const { store, listener } = watch({ lastSeq: 300, state: stateAt(300) })
  store.togglePlay()
  listener.frames(frames.slice(300, 428))
  assert.equal(store.getState().shown?.at, 300)
  assert.equal(store.getState().tail.lastSeq, 428)
  store.goLive()
  assert.equal(store.getState().shown?.at, 428)
})

test('a selected frame shows what a reader had seen by then, also while frames arrive', async () => {
  const { store, listener, until } = watch({ lastSeq: 600, state: stateAt(600) })
  store.select(301)
  listener.frames(frames.slice(600, 650))
  await until(() => store.getState().shown?.at === 301)
  const { transcript } = store.getState().shown ?? initialState(dialect)
  const said = blocksFrom(transcript.blocks, 0).at(-1)
  assert.ok(said?.type === 'text' && said.text.endsWith('w301 '))
  store.step(1)
  await until(() => store.getState().shown?.at === 302)
  assert.equal(store.getState().tail.mode, 'hold')
})

test('a filter shows the frames of its kinds, those to come too, and steps from one to the next', async () => {
  const { store, listener, until } = watch({ lastSeq: 300, state: stateAt(300) })
  store.filterBy(['notice'])
  await until(() => store.getState().filter?.complete === true)
  listener.frames(frames.slice(300, 420))
  assert.deepEqual(store.getState().filter?.seqs, [100, 200, 300, 400])
  store.select(250)
  store.step(-1)
  assert.equal(store.getState().tail.selected, 200)
  store.step(1)
  assert.equal(store.getState().tail.selected, 300)
})

test('a filtered list goes to the shown frame once that has a row', async () => {
  const { store, until } = watch({ lastSeq: 300, state: stateAt(300), selected: 200 })
  store.filterBy(['notice'])
  const { turn } = store.getState().scroll
  await until(() => store.getState().filter?.complete === true)
  const { scroll } = store.getState()
  assert.deepEqual(scroll, { turn: turn + 1, to: { seq: 200, share: 0.25 } })
})

test('a link past the end leads to the last frame and says so', () => {
  const { store } = watch({ lastSeq: 300, state: stateAt(300), selected: 9999 })
  assert.equal(store.getState().tail.selected, 300)
  assert.equal(store.getState().banner, 'Frame 9,999 does not exist (run has 300).')
})

test('what stands around a run is read again when its status changes', async () => {
  const { store, listener, until } = watch({ lastSeq: 300, state: stateAt(300) })
  listener.run({ status: 'running' })
  assert.equal(store.getState().related, null)
  listener.run({ status: 'waiting_for_input' })
  await until(() => store.getState().related !== null && store.getState().recorders === 2)
})

test('what an action said holds until frames or the status tell what came of it', () => {
  const { store, listener } = watch({ lastSeq: 300, state: stateAt(300) })
  store.acted({ ...store.getState().run, status: 'running' }, 'Taken.')
  const told = () => {
    const state = store.getState()
    return state.note === null || isTold(state.note, state)
  }
  listener.frames(frames.slice(300, 420))
  assert.equal(told(), false)
  listener.run({ status: 'cancelled' })
  assert.equal(told(), true)
})

function watch(change: Partial<PlayerStart>) {
  let listener: FrameListener | undefined
  const run = { id: 'r', dialect: 'modus', recording: 'streaming', status: 'running', frameCount: 300 } as Run
  const source: Partial<FrameSource> = {
    read: (after, limit, options) => {
      const all = frames.slice(after).filter((item) => options?.kinds?.includes(item.kind) ?? true)
      return Promise.resolve({ frames: all.slice(0, limit), nextAfter: null })
    },
    stateAt: (seq) => Promise.resolve(stateAt(seq)),
    run: () => Promise.resolve(run),
    related: () =>
      Promise.resolve({
        parent: null,
        children: [],
        streams: [],
        actions: { cancel: null, input: null },
        promise: { class: 'B', dense: false },
      }),
    recorders: () => Promise.resolve(2),
    follow(_after, given) {
      listener = given
      return () => undefined
    },
  }
  const start: PlayerStart = {
    run,
    frames: [],
    lastSeq: 0,
    state: null,
    selected: null,
    address: readAddress(new URLSearchParams()),
    related: null,
    recorders: null,
    serverNow: 0,
    ...change,
  }
  const store = createPlayerStore(source as FrameSource, start, () => 0)
  closers.push(store.open())
  assert.ok(listener)
  return {
    store,
    listener,
    /** Resolves once something is so; the store tells every change. */
    until(isSo: () => boolean): Promise<void> {
      if (isSo()) return Promise.resolve()
      return new Promise((resolve) => {
        const stop = store.subscribe(() => {
          if (!isSo()) return
          stop()
          resolve()
        })
      })
    },
  }
}

function stateAt(seq: number): RunState {
  return frames.slice(0, seq).reduce((state, next) => foldFrame(dialect, state, next), initialState(dialect))
}

function frame(seq: number): Frame {
  const data =
    seq % 100 === 0 ? { type: 'notice', message: 'n', severity: 'info' } : { type: 'token', content: `w${seq} ` }
  return {
    seq,
    kind: seq % 100 === 0 ? 'notice' : 'output',
    receivedAt: '2026-01-01T00:00:00.000000Z',
    emittedAt: null,
    backlog: false,
    offsetMs: seq,
    event: null,
    upstreamId: null,
    data: JSON.stringify(data),
    bytes: 10,
    connection: 1,
  }
}
