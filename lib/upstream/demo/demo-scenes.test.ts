import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { modus } from '#lib/dialects/modus.ts'
import type { RunEvent } from '#lib/dialects/run-event.ts'
import { dataOf } from '../framing.ts'
import { emit, type Step } from '../script.ts'
import { readCapturedScenes } from './captured.ts'
import { agentsOf, drawFate, opening } from './cast.ts'
import { durationMs, scriptFor, type Fate } from './fate.ts'
import { modusSteps, type ModusVoice } from './modus-voice.ts'
import { failing, piecesOf, type Beat, type Scene } from './scene.ts'
import { bundledScenes } from './scenes.ts'
import { timeline, type Tempo } from './timeline.ts'

const scenes = bundledScenes.map((tell) => tell((from) => from))
const tempo: Tempo = { random: () => 0.5, piecesPerSecond: 40, speed: 1 }
const voice: ModusVoice = { tools: 'id', heartbeat: 'with id', heartbeatMs: 3000, usage: false }

test('text in pieces is the text', () => {
  for (const text of ['', ' a', 'Größe: 3 €\n\n| x |', '日本語の長い文章です', '🌍🌍 x', '\n']) {
    assert.equal(piecesOf(text).join(''), text)
  }
})

test('a told scene, read as Modus, says what the scene says, in every shape of tool frames', () => {
  for (const scene of scenes) {
    for (const tools of ['id', 'toolCallId', 'callId', 'tool_call_id', 'nested'] as const) {
      const events = read(modusSteps(timeline(scene, tempo), { ...voice, tools }))
      assert.equal(textOf(events, 'text.delta'), spoken(scene, 'say'))
      assert.equal(textOf(events, 'reasoning.delta'), spoken(scene, 'think'))
      const calls = scene.beats.flatMap((beat) => (beat.beat === 'call' ? beat.calls : []))
      const started = events.filter((event) => event.type === 'tool.started')
      assert.deepEqual(
        started.map(({ name, arguments: args }) => ({ name, args: JSON.parse(args ?? '') as unknown })),
        calls.map(({ name, args }) => ({ name, args: JSON.parse(JSON.stringify(args)) as unknown })),
      )
      const ended = events.filter((event) => event.type === 'tool.ended')
      assert.deepEqual(ended.map((event) => event.callId).sort(), started.map((event) => event.callId).sort())
      assert.ok(ended.every((event) => event.error === undefined && event.result !== undefined))
    }
  }
})

test('a scene that fails ends with the failed call', () => {
  const failures = scenes.flatMap((scene) => failing(scene) ?? [])
  assert.equal(failures.length, scenes.length)
  for (const { scene, error } of failures) {
    const events = read(modusSteps(timeline(scene, tempo, { fails: true }), voice))
    const failed = events.filter((event) => event.type === 'tool.ended' && event.error !== undefined)
    assert.equal(failed.length, 1)
    assert.match(error, /: ./)
  }
})

test('a long wait has heartbeats in it', () => {
  const [scene] = scenes
  assert.ok(scene)
  const slow = {
    ...scene,
    beats: [{ beat: 'call', calls: [{ name: 'x', args: {}, result: 1, ms: 10_000 }] }] as Beat[],
  }
  const steps = modusSteps(timeline(slow, tempo), voice)
  assert.equal(steps.filter((step) => step.do === 'emit' && dataOf(step.payload).includes('heartbeat')).length, 3)
  assert.ok(steps.every((step) => step.do !== 'wait' || step.ms <= 3000))
})

test('every fate can befall every scene, and the frames stay the same whatever happens to the connection', () => {
  const end = emit({ type: 'done', runId: 'r' })
  const cancelled = emit({ type: 'cancelled', runIds: ['r'], timestamp: 0 })
  for (const scene of scenes) {
    const steps = modusSteps(timeline(scene, tempo), voice)
    const whole = frames([...steps, end])
    for (const fate of ['completed', 'bursts', 'resumed', 'gap', 'busy', 'locked out'] satisfies Fate[]) {
      assert.deepEqual(frames(scriptFor(fate, steps, end, cancelled).steps), whole, fate)
    }
    assert.equal(scriptFor('cancelled', steps, end, cancelled).steps.at(-1), cancelled)
    assert.equal(scriptFor('hangs', steps, end, cancelled).steps.at(-1)?.do, 'hang')
    assert.ok(durationMs({ steps }) < 90_000, scene.prompt)
  }
})

test('the opening shows every fate on platforms whose agents have scenes', () => {
  const agents = new Set(scenes.map((scene) => scene.agent))
  assert.ok(opening.every(({ agent, platform }) => agents.has(agent) && platform in agentsOf))
  assert.equal(new Set(opening.map(({ fate }) => fate)).size, 9)
  assert.equal(
    drawFate(() => 0),
    'completed',
  )
  assert.equal(
    drawFate(() => 0.999),
    'hangs',
  )
})

const folder = new URL('../../../../shared/fixtures/', import.meta.url)

test('captured streams become scenes', { skip: existsSync(folder) ? false : 'no captured streams here' }, async () => {
  const captured = await readCapturedScenes(folder)
  assert.ok(captured.length >= 7)
  for (const scene of captured) {
    const events = read(modusSteps(timeline(scene, tempo), voice))
    assert.notEqual(textOf(events, 'text.delta'), '')
    for (const beat of scene.beats) {
      if (beat.beat === 'call') assert.ok(beat.calls.every(({ args }) => typeof args === 'object'))
    }
  }
})

test('without captured streams there are none', async () => {
  assert.deepEqual(await readCapturedScenes(new URL('file:///nowhere/')), [])
})

function read(steps: readonly Step[]): RunEvent[] {
  let state = modus.initial
  return frames(steps).flatMap((data) => {
    const reading = modus.interpret(state, { id: null, event: null, data })
    state = reading.state
    assert.notEqual(reading.kind, 'unknown', data)
    return reading.events
  })
}

function frames(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => (step.do === 'emit' ? [dataOf(step.payload)] : []))
}

function textOf(events: readonly RunEvent[], type: 'text.delta' | 'reasoning.delta'): string {
  return events.map((event) => (event.type === type ? event.text : '')).join('')
}

function spoken(scene: Scene, beat: 'say' | 'think'): string {
  return scene.beats.flatMap((one) => (one.beat === beat ? one.pieces : [])).join('')
}
