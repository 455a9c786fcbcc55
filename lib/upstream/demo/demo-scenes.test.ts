import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { arkloop } from '#lib/dialects/arkloop.ts'
import type { Dialect } from '#lib/dialects/dialect.ts'
import { modus } from '#lib/dialects/modus.ts'
import { operativus } from '#lib/dialects/operativus.ts'
import type { RunEvent } from '#lib/dialects/run-event.ts'
import { arkloopEvent, emitArkloop } from '../arkloop-events.ts'
import { dataOf } from '../framing.ts'
import { emit, type Step } from '../script.ts'
import { arkloopSteps } from './arkloop-voice.ts'
import { readCapturedScenes } from './captured.ts'
import { agentsOf, drawFate, opening } from './cast.ts'
import { durationMs, scriptFor, type Fate } from './fate.ts'
import { modusSteps, type ModusVoice } from './modus-voice.ts'
import { chatEnd, chatFailure, chatSteps, logSteps, teamSteps } from './operativus-voice.ts'
import { asks, failing, piecesOf, type Beat, type Scene } from './scene.ts'
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

test('a told scene, read as Arkloop, says what the scene says, asks what it asks, and counts each turn once', () => {
  for (const scene of scenes) {
    const told = { persona: 'p', model: scene.model, microsPerToken: 3 }
    const { steps, total } = arkloopSteps(timeline(scene, tempo), told)
    const events = readWith(arkloop, [...steps, emitArkloop('run.completed', { usage: total })])
    assert.equal(textOf(events, 'text.delta'), spoken(scene, 'say'))
    assert.equal(textOf(events, 'reasoning.delta'), spoken(scene, 'think'))
    assert.equal(
      events.filter((event) => event.type === 'input.requested').length,
      scene.beats.filter(({ beat }) => beat === 'ask').length,
    )
    assert.equal(steps.filter((step) => step.do === 'gate').length, asks(scene) ? 1 : 0)
    const own = events.filter((event) => event.type === 'tool.started' && event.parentCallId === undefined)
    const calls = scene.beats.flatMap((beat) => (beat.beat === 'call' ? beat.calls : []))
    assert.deepEqual(
      own.map((event) => event.type === 'tool.started' && event.name),
      calls.map(({ name }) => name),
    )
    const started = events.filter((event) => event.type === 'tool.started')
    assert.ok(calls.every(({ delegate }) => !delegate) || started.length > own.length)
    const ended = events.filter((event) => event.type === 'tool.ended')
    assert.deepEqual(ended.map((event) => event.callId).sort(), started.map((event) => event.callId).sort())
    const turns = events.filter((event) => event.type === 'usage' && event.scope === 'turn')
    assert.equal(
      turns.reduce((sum, event) => sum + (event.type === 'usage' ? (event.outputTokens ?? 0) : 0), 0),
      total.output_tokens,
    )
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'status' && event.status === 'completed' ? [event] : [])).length,
      1,
    )
  }
})

test('a told scene, read as OperativusAI, is a chat, a team and a log that end as they should', () => {
  for (const scene of scenes) {
    const moments = timeline(scene, tempo)
    const chat = readWith(operativus, [...chatSteps(moments), ...chatEnd(moments, scene.model, ['more?'])])
    assert.equal(textOf(chat, 'text.delta'), spoken(scene, 'say'))
    assert.equal(statusOf(chat), 'completed')
    assert.equal(chat.filter((event) => event.type === 'usage').length, 1)
    assert.equal(statusOf(readWith(operativus, [...chatSteps(moments), ...chatFailure('no')])), 'failed')

    const team = readWith(operativus, teamSteps(moments, { runId: 'r', sessionId: 's' }))
    assert.ok(team.some((event) => event.type === 'identified' && event.upstreamRunId === 'r'))
    assert.equal(textOf(team, 'text.delta'), spoken(scene, 'say'))
    assert.equal(statusOf(team), 'completed')

    for (const [error, status] of [
      [null, 'completed'],
      ['out of order', 'failed'],
    ] as const) {
      const log = readWith(operativus, logSteps(moments, { agent: 'a', model: scene.model, error }))
      assert.equal(statusOf(log), status)
      const calls = scene.beats.flatMap((beat) => (beat.beat === 'call' ? beat.calls : []))
      assert.equal(log.filter((event) => event.type === 'tool.ended').length, calls.length)
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
    for (const fate of ['completed', 'waits', 'bursts', 'resumed', 'gap', 'busy', 'locked out'] satisfies Fate[]) {
      assert.deepEqual(frames(scriptFor(fate, steps, [end], [cancelled]).steps), whole, fate)
    }
    assert.equal(scriptFor('cancelled', steps, [end], [cancelled]).steps.at(-1), cancelled)
    assert.equal(scriptFor('hangs', steps, [end], [cancelled]).steps.at(-1)?.do, 'hang')
    assert.ok(durationMs({ steps }) < 90_000, scene.prompt)
  }
})

test('the opening shows every fate on platforms whose agents have scenes', () => {
  const agents = new Set(scenes.map((scene) => scene.agent))
  assert.ok(opening.every(({ agent, platform }) => agents.has(agent) && platform in agentsOf))
  assert.equal(new Set(opening.map(({ fate }) => fate)).size, 10)
  assert.equal(new Set(opening.map(({ manner }) => manner)).size, 5)
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

function readWith<State>(dialect: Dialect<State>, steps: readonly Step[]): RunEvent[] {
  let state = dialect.initial
  return steps.flatMap((step, at) => {
    if (step.do !== 'emit') return []
    const payload = step.payload as { type?: string; data?: Record<string, unknown>; eventType?: string }
    const whole = payload.type === undefined ? payload : { ...arkloopEvent(payload.type, payload.data), seq: at }
    const data = JSON.stringify(payload.eventType === undefined ? asText(whole) : { runId: 'r', ...payload })
    const reading = dialect.interpret(state, { id: null, event: payload.type ?? payload.eventType ?? null, data })
    state = reading.state
    assert.notEqual(reading.kind, 'unknown', data)
    return reading.events
  })
}

/** A chat frame as the service writes it: its data is text. */
function asText(payload: { event?: string; data?: unknown }): object {
  const { event, data } = payload
  return event === undefined || typeof data !== 'object' ? payload : { event, data: JSON.stringify(data) }
}

function statusOf(events: readonly RunEvent[]): string | null {
  return events.findLast((event) => event.type === 'status')?.status ?? null
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
