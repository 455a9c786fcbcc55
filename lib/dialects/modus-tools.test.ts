import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject } from './json.ts'
import { interpretTool, noTools, type ToolState } from './modus-tools.ts'
import type { RunEvent } from './run-event.ts'

type ToolFrame = JsonObject & { type: string }

/** Folds tool frames and gives all that they mean, with their kinds. */
function fold(...frames: ToolFrame[]): { kinds: string[]; events: RunEvent[]; state: ToolState } {
  let state = noTools
  const kinds: string[] = []
  const events: RunEvent[] = []
  for (const frame of frames) {
    const reading = interpretTool(state, frame.type, frame)
    state = reading.state
    kinds.push(reading.kind)
    events.push(...reading.events)
  }
  return { kinds, events, state }
}

const started = (callId: string, name: string, more: object = {}) => ({ type: 'tool.started', callId, name, ...more })
const ended = (callId: string, name: string, more: object = {}) => ({ type: 'tool.ended', callId, name, ...more })

test('a start is read by whatever name it goes', () => {
  for (const type of ['tool_start', 'tool_started', 'tool_call', 'tool_begin', 'tool_use']) {
    const { kinds, events } = fold({ type, id: 'a', name: 'search' })
    assert.deepEqual([kinds, events], [['tool'], [started('a', 'search')]])
  }
})

test('an end is read by whatever name it goes', () => {
  const plain = ['end', 'ended', 'result', 'output', 'complete', 'completed', 'finish', 'finished']
  for (const type of plain) {
    const { kinds, events, state } = fold(
      { type: 'tool_start', id: 'a', name: 'search' },
      { type: `tool_${type}`, id: 'a' },
    )
    assert.deepEqual([kinds, events[1]], [['tool', 'result'], ended('a', 'search')])
    assert.deepEqual(state.open, [])
  }
  for (const type of ['tool_error', 'tool_failed']) {
    const { events } = fold({ type: 'tool_start', id: 'a', name: 'search' }, { type, id: 'a' })
    assert.deepEqual(events[1], ended('a', 'search', { error: 'The call failed.' }))
  }
})

test('ids and names are found under every name, in the frame and in the call inside it', () => {
  for (const id of ['toolCallId', 'tool_call_id', 'callId', 'call_id', 'toolUseId', 'id']) {
    for (const name of ['toolName', 'tool_name', 'name']) {
      const flat = { [id]: 'a', [name]: 'search' }
      for (const frame of [flat, { tool: flat }, { toolCall: flat }, { data: flat }]) {
        assert.deepEqual(fold({ type: 'tool_start', ...frame }).events, [started('a', 'search')], JSON.stringify(frame))
      }
    }
  }
  assert.deepEqual(fold({ type: 'tool_start', id: 7, tool: 'search' }).events, [started('7', 'search')])
})

test('arguments are text as they are, and all else as JSON', () => {
  for (const name of ['arguments', 'args', 'input', 'parameters', 'params']) {
    const read = (value: unknown) => fold({ type: 'tool_start', id: 'a', name: 's', [name]: value }).events[0]
    assert.deepEqual(read('q=1'), started('a', 's', { arguments: 'q=1' }))
    assert.deepEqual(read({ q: [1, null] }), started('a', 's', { arguments: '{"q":[1,null]}' }))
    assert.deepEqual(read(0), started('a', 's', { arguments: '0' }))
    assert.deepEqual(read(null), started('a', 's'))
  }
})

test('results are found under every name', () => {
  for (const name of ['result', 'output', 'content', 'response', 'data']) {
    const { events } = fold({ type: 'tool_start', id: 'a', name: 's' }, { type: 'tool_end', id: 'a', [name]: [1] })
    assert.deepEqual(events[1], ended('a', 's', { result: '[1]' }))
  }
})

test('a failure is read however it is told', () => {
  const ways: [JsonObject, string][] = [
    [{ error: 'boom' }, 'boom'],
    [{ error: { message: 'boom', code: 7 } }, 'boom'],
    [{ error: { code: 7 } }, '{"code":7}'],
    [{ errorMessage: 'boom' }, 'boom'],
    [{ isError: true, result: 'boom' }, 'boom'],
    [{ success: false, message: 'boom' }, 'boom'],
    [{ status: 'failed' }, 'The call failed.'],
    [{ status: 'error', output: { why: 1 } }, '{"why":1}'],
  ]
  for (const [frame, error] of ways) {
    const end = fold({ type: 'tool_start', id: 'a', name: 's' }, { type: 'tool_end', id: 'a', ...frame }).events[1]
    assert.ok(end?.type === 'tool.ended' && end.error === error, JSON.stringify(frame))
  }
  for (const frame of [{ error: null }, { error: false }, { success: true }, { isError: false }, { status: 'ok' }]) {
    const end = fold({ type: 'tool_start', id: 'a', name: 's' }, { type: 'tool_end', id: 'a', ...frame }).events[1]
    assert.ok(end?.type === 'tool.ended' && end.error === undefined, JSON.stringify(frame))
  }
})

test('calls are paired by id, in any order', () => {
  const { events } = fold(
    { type: 'tool_start', id: 'a', name: 'search' },
    { type: 'tool_start', id: 'b', name: 'search' },
    { type: 'tool_end', id: 'b' },
    { type: 'tool_end', id: 'a' },
  )
  assert.deepEqual(events.slice(2), [ended('b', 'search'), ended('a', 'search')])
})

test('calls without ids are paired by name, of one name in their order', () => {
  const { events } = fold(
    { type: 'tool_start', name: 'search' },
    { type: 'tool_start', name: 'fetch' },
    { type: 'tool_start', name: 'search' },
    { type: 'tool_end', name: 'fetch' },
    { type: 'tool_end', name: 'search' },
    { type: 'tool_end', name: 'search' },
  )
  assert.deepEqual(events.slice(3), [ended('#2', 'fetch'), ended('#1', 'search'), ended('#3', 'search')])
})

test('calls without ids and ends without names are paired by order', () => {
  const { events } = fold(
    { type: 'tool_start', name: 'search' },
    { type: 'tool_start', name: 'fetch' },
    { type: 'tool_end', result: 'x' },
    { type: 'tool_end', result: 'y' },
  )
  assert.deepEqual(events.slice(2), [ended('#1', 'search', { result: 'x' }), ended('#2', 'fetch', { result: 'y' })])
})

test('an end with an id of its own closes a call that was begun without one', () => {
  const { events, state } = fold({ type: 'tool_start', name: 'search' }, { type: 'tool_end', id: 'z', name: 'search' })
  assert.deepEqual(events[1], ended('#1', 'search'))
  assert.deepEqual(state.open, [])
})

test('an end with an unknown id closes no call that has another', () => {
  const { events, state } = fold({ type: 'tool_start', id: 'a', name: 'search' }, { type: 'tool_end', id: 'z' })
  assert.deepEqual(events[1], ended('z', 'tool'))
  assert.deepEqual(
    state.open.map(({ callId }) => callId),
    ['a'],
  )
})

test('an end without any call is an end all the same, each under an id of its own', () => {
  assert.deepEqual(fold({ type: 'tool_end', name: 'search' }, { type: 'tool_result' }).events, [
    ended('#1', 'search'),
    ended('#2', 'tool'),
  ])
})

test('a call that is told twice is one call', () => {
  const { kinds, events, state } = fold(
    { type: 'tool_call', id: 'a', name: 'search', args: { q: 1 } },
    { type: 'tool_start', id: 'a', name: 'search', message: 'searching' },
    { type: 'tool_end', id: 'a' },
  )
  assert.deepEqual(kinds, ['tool', 'tool', 'result'])
  assert.deepEqual(events, [
    started('a', 'search', { arguments: '{"q":1}' }),
    { type: 'tool.progress', callId: 'a', text: 'searching' },
    ended('a', 'search'),
  ])
  assert.deepEqual(state.open, [])
})

test('an id may be used again once its call has ended', () => {
  const call = [
    { type: 'tool_start', id: 'a', name: 's' },
    { type: 'tool_end', id: 'a' },
  ]
  assert.deepEqual(
    fold(...call, ...call).events.map(({ type }) => type),
    ['tool.started', 'tool.ended', 'tool.started', 'tool.ended'],
  )
})

test('arguments and progress go to their call, and to none if there is none', () => {
  const start = { type: 'tool_start', id: 'a', name: 'search' }
  for (const field of ['argumentsDelta', 'arguments_delta', 'inputDelta', 'argsDelta', 'delta']) {
    const { events } = fold(start, { type: 'tool_arguments', id: 'a', [field]: '{"q' })
    assert.deepEqual(events[1], { type: 'tool.arguments', callId: 'a', delta: '{"q' })
  }
  const progress = fold(start, { type: 'tool_progress', id: 'a', message: 'half' }, { type: 'tool_log', status: 'on' })
  assert.deepEqual(progress.events.slice(1), [
    { type: 'tool.progress', callId: 'a', text: 'half' },
    { type: 'tool.progress', callId: 'a', text: 'on' },
  ])
  const { kinds, events } = fold({ type: 'tool_progress', id: 'a', message: 'half' })
  assert.deepEqual([kinds, events], [['tool'], []])
})

test('a call may say which call it belongs to', () => {
  for (const field of ['parentToolCallId', 'parentCallId', 'parent_tool_call_id', 'parentId']) {
    const { events } = fold({ type: 'tool_start', id: 'b', name: 's', [field]: 'a' })
    assert.deepEqual(events, [started('b', 's', { parentCallId: 'a' })])
  }
})

test('calls whose ends never come do not pile up', () => {
  const frames = Array.from({ length: 3000 }, (_, i) => ({ type: 'tool_start', id: String(i), name: 's' }))
  const { events, state } = fold(...frames)
  assert.deepEqual([events.length, state.open.length, state.open.at(-1)?.callId], [3000, 1000, '2999'])
})

test('whatever tool frames come, no call starts while it is open and none ends twice', () => {
  const id = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined })
  const name = fc.option(fc.constantFrom('search', 'fetch'), { nil: undefined })
  const type = fc.constantFrom('tool_start', 'tool_call', 'tool_end', 'tool_error', 'tool_progress')
  fc.assert(
    fc.property(fc.array(fc.record({ type, id, name }), { maxLength: 30 }), (frames) => {
      const open = new Set<string>()
      let ends = 0
      const { events, state } = fold(...frames)
      for (const event of events) {
        if (event.type === 'tool.started') {
          assert.ok(!open.has(event.callId))
          open.add(event.callId)
        } else if (event.type === 'tool.ended') {
          open.delete(event.callId)
          ends++
        } else if (event.type === 'tool.progress') assert.ok(open.has(event.callId))
      }
      assert.deepEqual(
        state.open.map(({ callId }) => callId),
        [...open],
      )
      assert.equal(ends, frames.filter((frame) => /end|error/.test(frame.type)).length)
    }),
  )
})
