import assert from 'node:assert/strict'
import { test } from 'node:test'
import { advance, afterBreak, positionAt, startPlayback, type FrameLookup, type Playback } from './playback.ts'
import { speeds, type Speed } from './playback-speed.ts'

const paintMs = 1000 / 60

test('ten minutes at 1× drift by at most 50 ms, and frames show within 20 ms of their time', () => {
  const random = seeded(7)
  const offsets = run(() => random() * 120, 10 * 60_000)
  const errors: number[] = []
  let previous = 0
  play(offsets, 1, (playback, now) => {
    // Every frame that this step made due shows now.
    for (let seq = previous + 1; seq <= playback.seq; seq += 1) errors.push(now - (offsets[seq - 1] ?? 0))
    previous = playback.seq
  })
  assert.equal(errors.length, offsets.length)
  const sorted = errors.map(Math.abs).toSorted((a, b) => a - b)
  const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? Infinity
  assert.ok(p95 <= 20, `p95 ${p95} ms`)
  const drift = Math.max(...errors.slice(-100).map(Math.abs))
  assert.ok(drift <= 50, `drift ${drift} ms`)
})

test('late and uneven paints do not add up', () => {
  const random = seeded(3)
  const offsets = run(() => 40, 60_000)
  let now = 0
  let playback = begin(offsets, 1)
  while (playback.seq < offsets.length) {
    now += 5 + random() * 90
    playback = advance(playback, now, lookup(offsets), { lastSeq: offsets.length })
  }
  assert.ok(now - (offsets.at(-1) ?? 0) <= 95, `the last frame is ${now - (offsets.at(-1) ?? 0)} ms late`)
})

test('a speed divides the time between frames, and a change of speed goes on from where it was', () => {
  const offsets = run(() => 100, 20_000)
  assert.ok(Math.abs(play(offsets, 4) - 5000) <= paintMs)
  assert.ok(Math.abs(play(offsets, 0.5) - 40_000) <= paintMs)
  const frames = lookup(offsets)
  let playback = advance(begin(offsets, 1), 5050, frames, { lastSeq: offsets.length })
  const positionMs = positionAt(playback, 5050, frames)
  assert.equal(positionMs, 5050)
  playback = startPlayback({ seq: playback.seq, positionMs, now: 5050, speed: 2, foldIdle: false }, frames)
  assert.equal(positionAt(playback, 5050, frames), 5050)
  assert.equal(advance(playback, 6050, frames, { lastSeq: offsets.length, leadMs: 0 }).offsetMs, 7000)
})

test('a folded silence plays in 300 ms while the clock stays that of the run', () => {
  const offsets = [0, 1000, 13_400, 13_500]
  const frames = lookup(offsets)
  const playback = advance(begin(offsets, 1, true), 1150, frames, { lastSeq: 4 })
  assert.equal(playback.seq, 2)
  assert.equal(positionAt(playback, 1150, frames), 1000 + 12_400 / 2)
  assert.equal(advance(playback, 1300, frames, { lastSeq: 4 }).offsetMs, 13_400)
  const notFolded = startPlayback({ seq: 2, positionMs: 7200, now: 0, speed: 1, foldIdle: false }, frames)
  assert.equal(positionAt(notFolded, 0, frames), 7200)
})

test('what was not recorded is never passed over', () => {
  const offsets = [0, 1000, 9000]
  const frames: FrameLookup = (seq) => ({ offsetMs: offsets[seq - 1] ?? null, isGap: seq === 3 })
  const playback = advance(begin(offsets, 1, true), 4000, frames, { lastSeq: 3 })
  assert.equal(playback.seq, 2)
})

test('of the time that a tab was hidden 250 ms count', () => {
  const offsets = run(() => 10, 60_000)
  const frames = lookup(offsets)
  const playback = advance(begin(offsets, 1), 1000, frames, { lastSeq: offsets.length })
  const back = advance(afterBreak(playback, 31_000), 31_000, frames, { lastSeq: offsets.length, leadMs: 0 })
  assert.equal(back.offsetMs, 1250)
})

test('a frame that is not at hand is waited for, and the wait is not made up for', () => {
  const offsets = run(() => 10, 2000)
  const some: FrameLookup = (seq) => (seq <= 51 ? lookup(offsets)(seq) : undefined)
  const options = { lastSeq: offsets.length, leadMs: 0 }
  let playback = advance(begin(offsets, 1), 900, some, options)
  assert.deepEqual([playback.seq, playback.waits], [51, true])
  assert.equal(positionAt(playback, 900, some), 500)
  playback = advance(playback, 5000, lookup(offsets), options)
  assert.equal(playback.offsetMs, 510)
  assert.equal(advance(playback, 5100, lookup(offsets), options).offsetMs, 610)
})

test('a run without a clock plays at a fixed pace', () => {
  const frames: FrameLookup = () => ({ offsetMs: null, isGap: false })
  const playback = startPlayback({ seq: 1, now: 0, speed: 2, foldIdle: false }, frames)
  assert.equal(advance(playback, 1000, frames, { lastSeq: 500, leadMs: 0 }).seq, 41)
  assert.equal(positionAt(playback, 1000, frames), null)
})

test('at full speed every step takes what is at hand, up to a bound', () => {
  const offsets = run(() => 1000, 2_000_000)
  const playback = advance(begin(offsets, 'max'), 16, lookup(offsets), { lastSeq: 1200, maxFrames: 500 })
  assert.equal(playback.seq, 501)
  const some: FrameLookup = (seq) => (seq <= 620 ? lookup(offsets)(seq) : undefined)
  assert.equal(advance(playback, 32, some, { lastSeq: 1200 }).seq, 620)
})

test('whatever the run, the speed and the paints: frames never go back, none is shown early, the clock never falls', () => {
  for (let turn = 1; turn <= 300; turn += 1) {
    const random = seeded(turn)
    const offsets = Array.from({ length: 60 }, () => 0)
    for (let at = 1; at < offsets.length; at += 1) {
      const gap = random() < 0.2 ? 0 : random() < 0.1 ? random() * 9000 : random() * 80
      offsets[at] = (offsets[at - 1] ?? 0) + gap
    }
    const speed = speeds[Math.floor(random() * (speeds.length - 1))] as Exclude<Speed, 'max'>
    const foldIdle = random() < 0.5
    const frames = lookup(offsets)
    let now = 0
    let playback = begin(offsets, speed, foldIdle)
    let position = 0
    while (playback.seq < offsets.length) {
      now += random() * 400
      const next = advance(playback, now, frames, { lastSeq: offsets.length, leadMs: 8 })
      assert.ok(next.seq >= playback.seq)
      if (!foldIdle) assert.ok((next.offsetMs ?? 0) <= (now + 8) * speed + 0.001)
      const at = positionAt(next, now, frames) ?? 0
      assert.ok(at >= position, `the clock fell from ${position} to ${at}`)
      assert.ok(at >= (offsets[next.seq - 1] ?? 0) && at <= (offsets[next.seq] ?? Infinity))
      position = at
      playback = next
    }
  }
})

/** Plays to the end at 60 paints a second; the wall time at which the last frame was due. */
function play(offsets: readonly number[], speed: Speed, stepped?: (playback: Playback, now: number) => void): number {
  let playback = begin(offsets, speed)
  let paints = 0
  while (playback.seq < offsets.length) {
    playback = advance(playback, paints * paintMs, lookup(offsets), { lastSeq: offsets.length })
    stepped?.(playback, paints * paintMs)
    paints += 1
  }
  return (paints - 1) * paintMs
}

function begin(offsets: readonly number[], speed: Speed, foldIdle = false): Playback {
  return startPlayback({ seq: 1, now: 0, speed, foldIdle }, lookup(offsets))
}

function lookup(offsets: readonly number[]): FrameLookup {
  return (seq) => {
    const offsetMs = offsets[seq - 1]
    return offsetMs === undefined ? undefined : { offsetMs, isGap: false }
  }
}

function run(gap: () => number, untilMs: number): number[] {
  const offsets = [0]
  while ((offsets.at(-1) ?? 0) < untilMs) offsets.push((offsets.at(-1) ?? 0) + gap())
  return offsets
}

function seeded(seed: number): () => number {
  let state = seed * 2_654_435_761
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
