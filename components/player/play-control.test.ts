import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Frame } from '#lib/api/frame.ts'
import type { Markers } from '#lib/api/markers.ts'
import type { Run } from '#lib/api/run.ts'
import { getDialect } from '#lib/dialects/dialects.ts'
import { readAddress } from './address.ts'
import type { FrameListener, FrameSource, RunState } from './frame-source.ts'
import { foldFrame, initialState } from './history.ts'
import { createPlayerStore } from './player-store.ts'
import { cursorOf } from './player-state.ts'

const dialect = getDialect('modus')
const closers: (() => void)[] = []
after(() => closers.forEach((close) => close()))

/** 1,000 frames, 10 ms apart; two of them at one time, and twelve seconds of silence after the 500th. */
const offsets = Array.from({ length: 1000 }, (_, at) => (at === 101 ? 100 : at) * 10 + (at >= 500 ? 12_000 : 0))

test('playing shows every frame at its time and stops at the last', async () => {
  const { store, paints } = await open({ from: 1 })
  store.play()
  await paints(1, () => store.getState().play.playing && store.positionMs() !== null)
  await paints(950)
  assert.ok(Math.abs((offsets[cursorOf(store.getState()) - 1] ?? 0) - 1000) <= 20)
  assert.equal(store.getState().shown?.at, cursorOf(store.getState()))
  store.setSpeed(16)
  await paints(2000)
  const state = store.getState()
  assert.deepEqual([state.play.playing, cursorOf(state), state.tail.mode], [false, 1000, 'hold'])
  assert.deepEqual(state.shown, stateAt(1000))
})

test('a pause keeps the place between two frames, and steps and seeks go from there', async () => {
  const { store, paints, until } = await open({ from: 500 })
  store.play()
  await paints(3000)
  store.pause()
  const position = store.positionMs() ?? 0
  assert.ok(Math.abs(position - 7990) <= 40, `${position}`)
  assert.equal(cursorOf(store.getState()), 500)
  void store.seekBy({ ms: 5000 })
  await until(() => (store.positionMs() ?? 0) > position)
  assert.equal(cursorOf(store.getState()), 500)
  void store.seekBy({ ms: 5000 })
  await until(() => cursorOf(store.getState()) > 500)
  store.step(-1)
  store.step(-1)
  assert.ok(cursorOf(store.getState()) >= 500)
})

test('a folded silence takes 300 ms and can be seeked in and out of', async () => {
  const { store, paints, until } = await open({ from: 495 })
  store.setFold(true)
  store.play()
  await paints(200)
  const position = store.positionMs() ?? 0
  assert.ok(position > 5000 && position < 16_900, `the clock is at ${position}`)
  void store.seekMs(4000)
  await until(() => cursorOf(store.getState()) === 401)
  assert.equal(store.getState().play.playing, true)
  await paints(1600)
  assert.ok(cursorOf(store.getState()) > 501)
})

test('frames of one time are stepped through one by one', async () => {
  const { store } = await open({ from: 101 })
  store.step(1)
  assert.equal(store.getState().tail.selected, 102)
  assert.equal(store.frame(101)?.offsetMs, store.frame(102)?.offsetMs)
  store.step(1)
  assert.equal(store.getState().tail.selected, 103)
})

test('a loop goes back to its start, and a condition stops at the frame that meets it', async () => {
  const { store, paints } = await open({ from: 1 })
  store.setLoop({ from: 10, to: 20 })
  store.play()
  for (let turn = 0; turn < 40; turn += 1) {
    await paints(50)
    assert.ok(cursorOf(store.getState()) >= 10 && cursorOf(store.getState()) <= 20)
  }
  store.setLoop(null)
  store.setPauseAt([{ type: 'text', pattern: 'w7\\d\\d' }, { type: 'error' }])
  store.setSpeed('max')
  await paints(2000)
  assert.deepEqual([store.getState().play.playing, cursorOf(store.getState())], [false, 700])
})

test('a running run is played behind its edge while it still records, and followed once it is caught up with', async () => {
  const { store, listener, paints, until } = await open({ live: true, lastSeq: 400 })
  store.select(101)
  store.play()
  await paints(500)
  listener().frames(frames.slice(400, 450))
  await paints(500)
  const state = store.getState()
  assert.deepEqual([state.tail.live, state.tail.lastSeq, state.play.playing], [true, 450, true])
  assert.ok(cursorOf(state) >= 195 && cursorOf(state) <= 205)
  store.setSpeed(16)
  await paints(400)
  await until(() => store.getState().tail.mode === 'follow')
  assert.deepEqual([store.getState().play.playing, store.getState().tail.selected], [false, null])
})

test('at the live edge a pause freezes what is shown, and goes on from there without missing a frame', async () => {
  const { store, listener, paints } = await open({ live: true, lastSeq: 400 })
  store.togglePlay()
  assert.equal(store.getState().tail.mode, 'pause')
  listener().frames(frames.slice(400, 450))
  store.togglePlay()
  await paints(100)
  const { tail, play } = store.getState()
  assert.deepEqual([tail.mode, play.playing, tail.shownSeq], ['hold', true, 450])
  assert.ok(cursorOf(store.getState()) >= 400 && cursorOf(store.getState()) < 420)
})

test('of a time in which nothing was painted a quarter of a second counts', async () => {
  const { store, paints, sleep } = await open({ from: 1 })
  store.play()
  await paints(500)
  sleep(60_000)
  await paints(100)
  const at = store.positionMs() ?? 0
  assert.ok(at >= 800 && at <= 900, `the clock is at ${at}`)
})

test('a list that the reader scrolls while it plays is let go until the next seek', async () => {
  const { store, paints, until } = await open({ from: 1 })
  store.play()
  await paints(100)
  store.lookBack()
  const { turn } = store.getState().scroll
  await paints(300)
  assert.equal(store.getState().scroll.turn, turn)
  void store.seekMs(1000)
  await until(() => store.getState().scroll.turn > turn)
})

test('a run that is over starts again from its first frame', async () => {
  const { store, paints } = await open({ from: 1000 })
  store.togglePlay()
  await paints(100)
  assert.ok(cursorOf(store.getState()) < 20)
})

const frames = offsets.map((offsetMs, at) => frame(at + 1, offsetMs))

async function open({ from, live = false, lastSeq = 1000 }: { from?: number; live?: boolean; lastSeq?: number }) {
  let listener: FrameListener | undefined
  let now = 0
  let paint: ((at: number) => void) | null = null
  const run = { id: 'r', dialect: 'modus', recording: live ? 'streaming' : 'closed', clock: 'received' } as Run
  const source: Partial<FrameSource> = {
    read: (after, limit) => Promise.resolve({ frames: frames.slice(after, after + limit), nextAfter: null }),
    stateAt: (seq) => Promise.resolve(stateAt(seq)),
    markers: () => new Promise<Markers>(() => undefined),
    follow(_after, given) {
      listener = given
      return () => undefined
    },
  }
  const address = readAddress(new URLSearchParams())
  const around = { related: null, recorders: null, serverNow: 0 }
  const store = createPlayerStore(
    source as FrameSource,
    { run, frames: frames.slice(0, 300), lastSeq, state: stateAt(lastSeq), selected: from ?? null, address, ...around },
    () => 0,
    {
      now: () => now,
      requestPaint(run) {
        paint = run
        return 1
      },
      cancelPaint: () => (paint = null),
    },
  )
  closers.push(store.open())
  await settle()
  return {
    store,
    listener: () => listener ?? assert.fail(),
    /** Lets time pass with 60 paints a second. */
    async paints(ms: number, isSo?: () => boolean) {
      await settle()
      const end = now + ms
      while (now < end) {
        now += 1000 / 60
        const run = paint
        paint = null
        run?.(now)
        await settle()
      }
      if (isSo) assert.ok(isSo())
    },
    sleep: (ms: number) => void (now += ms),
    async until(isSo: () => boolean) {
      for (let turn = 0; turn < 1000 && !isSo(); turn += 1) await settle()
      assert.ok(isSo())
    },
  }
}

/** Lets what has been promised come true. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

const states = new Map<number, RunState>()

function stateAt(seq: number): RunState {
  const known = states.get(seq)
  if (known !== undefined) return known
  const state = frames.slice(0, seq).reduce((before, next) => foldFrame(dialect, before, next), initialState(dialect))
  states.set(seq, state)
  return state
}

function frame(seq: number, offsetMs: number): Frame {
  return {
    seq,
    kind: 'output',
    receivedAt: '2026-01-01T00:00:00.000000Z',
    emittedAt: null,
    backlog: false,
    offsetMs,
    event: null,
    upstreamId: null,
    data: JSON.stringify({ type: 'token', content: `w${seq} ` }),
    bytes: 10,
    connection: 1,
  }
}
