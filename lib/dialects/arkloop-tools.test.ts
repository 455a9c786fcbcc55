import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arkloop } from './arkloop.ts'
import type { RunEvent } from './run-event.ts'

type Told = [type: string, data: object]

/** Folds frames of such types and data, and gives all that they mean. */
function read(...frames: Told[]): RunEvent[] {
  let state = arkloop.initial
  return frames.flatMap(([type, data]) => {
    const reading = arkloop.interpret(state, { id: null, event: type, data: JSON.stringify({ type, data }) })
    state = reading.state
    return reading.events
  })
}

/** Ids and names of calls as they begin and end. */
function brief(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.type === 'tool.started')
      return [`+${event.callId} ${event.name}${event.parentCallId ? ` in ${event.parentCallId}` : ''}`]
    if (event.type === 'tool.ended')
      return [`-${event.callId} ${event.name}${event.error === undefined ? '' : ' failed'}`]
    return []
  })
}

const call = (tool_call_id: string | undefined, tool_name: string): Told => ['tool.call', { tool_call_id, tool_name }]
const result = (tool_call_id: string | undefined, tool_name?: string): Told => [
  'tool.result',
  { tool_call_id, tool_name, result: 1 },
]
const acp = ([type, data]: Told): Told => [type, { ...data, delegate_layer: 'acp' }]

test('calls are paired by id, without ids by name, without names by order', () => {
  assert.deepEqual(brief(read(call('a', 's'), call('b', 's'), result('b', 's'), result('a'))), [
    '+a s',
    '+b s',
    '-b s',
    '-a s',
  ])
  assert.deepEqual(brief(read(call(undefined, 's'), call(undefined, 'f'), result(undefined, 'f'), result(undefined))), [
    '+#1 s',
    '+#2 f',
    '-#2 f',
    '-#1 s',
  ])
})

test('an end without a start is an end all the same', () => {
  assert.deepEqual(brief(read(result('a', 's'), result(undefined))), ['-a s', '-#1 tool'])
})

test('a call that is told twice begins once, and its id may be used again once it has ended', () => {
  assert.deepEqual(brief(read(call('a', 's'), call('a', 's'), result('a'), call('a', 's'), result('a'))), [
    '+a s',
    '-a s',
    '+a s',
    '-a s',
  ])
})

test('arguments that no part brought come with the call, once', () => {
  const part: Told = ['tool.call.delta', { tool_call_index: 0, tool_call_id: 'a', tool_name: 's' }]
  const whole: Told = ['tool.call', { tool_call_id: 'a', tool_name: 's', arguments: { q: 1 } }]
  assert.deepEqual(read(part, whole, whole), [
    { type: 'tool.started', callId: 'a', name: 's' },
    { type: 'tool.arguments', callId: 'a', delta: '{"q":1}', complete: true },
  ])
})

test('a failure is read however it is told', () => {
  const error = (data: object, top = {}) => {
    const payload = JSON.stringify({ type: 'tool.result', data, ...top })
    const [event] = arkloop.interpret(arkloop.initial, { id: null, event: null, data: payload }).events
    return event?.type === 'tool.ended' ? event.error : null
  }
  assert.equal(error({ error: { error_class: 'tool.timeout', message: 'late' } }), 'late')
  assert.equal(error({ error: { error_class: 'tool.timeout' } }), 'tool.timeout')
  assert.equal(error({ error: 'late' }), 'late')
  assert.equal(error({ result: 1 }, { error_class: 'tool.timeout' }), 'tool.timeout')
  assert.equal(error({ error: null, result: 1 }), undefined)
})

test('a call that was refused is over, whatever comes of it', () => {
  const denied: Told = ['policy.denied', { tool_call_id: 'a', tool_name: 's', deny_reason: 'no' }]
  assert.deepEqual(brief(read(call('a', 's'), denied, result('a', 's'))), ['+a s', '-a s failed'])
  assert.deepEqual(brief(read(denied, call('a', 's'), result('a', 's'))), ['-a s failed', '+a s', '-a s'])
})

test('parts of arguments go to the call of their turn, also where a turn is tried again', () => {
  const part = (tool_call_index: number, arguments_delta: string, more: object = {}): Told => [
    'tool.call.delta',
    { tool_call_index, arguments_delta, ...more },
  ]
  const events = read(
    part(0, '{', { tool_call_id: 'a', tool_name: 's' }),
    ['run.llm.retry', {}],
    part(0, '{"q"', { tool_call_id: 'b', tool_name: 's' }),
    part(0, ':1}'),
    call('b', 's'),
    result('b', 's'),
    part(0, '[]'),
  )
  assert.deepEqual(brief(events), ['+a s', '+b s', '-b s'])
  const written = events.flatMap((event) => (event.type === 'tool.arguments' ? [[event.callId, event.delta]] : []))
  assert.deepEqual(written.slice(0, 3), [
    ['a', '{'],
    ['b', '{"q"'],
    ['b', ':1}'],
  ])
})

test('parts that name no call and no place are of none', () => {
  assert.deepEqual(read(['tool.call.delta', { arguments_delta: '{}', tool_name: 's' }]), [])
})

test('output of a terminal goes to the latest call that runs', () => {
  const chunk: Told = ['terminal.stdout_delta', { session_ref: 's', chunk: 'x' }]
  const events = read(call('a', 'exec'), call('b', 'exec'), chunk, result('b'), chunk, result('a'), chunk)
  assert.deepEqual(
    events.flatMap((event) => (event.type === 'tool.progress' ? [event.callId] : [])),
    ['b', 'a'],
  )
})

test('a delegate has ids of its own and belongs to the call that began it', () => {
  const events = read(
    call('a', 'web_search'),
    call('b', 'spawn_acp'),
    call('c', 'fetch'),
    acp(call('a', 'read')),
    acp(call('a', 'read')),
    acp(result(undefined)),
    result('c'),
    result('b'),
    acp(call(undefined, 'late')),
    acp(result('z', 'late')),
    result('a'),
  )
  assert.deepEqual(brief(events), [
    '+a web_search',
    '+b spawn_acp',
    '+c fetch',
    '+#1 read in b',
    '-#1 read',
    '-c fetch',
    '-b spawn_acp',
    '+#2 late in a',
    '-#2 late',
    '-a web_search',
  ])
})

test('nothing of a delegate ends, identifies, titles or costs the run', () => {
  const told: Told[] = [
    ['run.started', { model: 'm' }],
    ['run.route.selected', { model: 'm' }],
    ['run.completed', { usage: { input_tokens: 5 } }],
    ['run.failed', { message: 'x' }],
    ['run.cancelled', {}],
    ['run.interrupted', {}],
    ['run.input_requested', { message: 'x' }],
    ['run.paused', {}],
    ['llm.turn.completed', { usage: { input_tokens: 5 } }],
    ['tool.result', { usage: { input_tokens: 5 } }],
    ['thread.title.updated', { title: 'x' }],
    ['message.delta', { content_delta: 'x' }],
  ]
  const types = new Set(read(call('a', 'acp'), ...told.map(acp)).map(({ type }) => type))
  assert.deepEqual([...types].sort(), ['notice', 'tool.ended', 'tool.progress', 'tool.started'])
})
