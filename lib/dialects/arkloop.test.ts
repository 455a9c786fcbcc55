import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Fields } from '#lib/sse/block.ts'
import { arkloop } from './arkloop.ts'
import type { RunEvent } from './run-event.ts'

const block = (payload: unknown, more: Partial<Fields> = {}): Fields => ({
  id: null,
  event: null,
  data: JSON.stringify(payload),
  ...more,
})

/** Folds frames of such types and data, and gives all that they mean, with their kinds. */
function fold(...frames: [type: string, data: object][]): { kinds: string[]; events: RunEvent[] } {
  let state = arkloop.initial
  const kinds: string[] = []
  const events: RunEvent[] = []
  for (const [type, data] of frames) {
    const reading = arkloop.interpret(state, block({ type, data }))
    state = reading.state
    kinds.push(reading.kind)
    events.push(...reading.events)
  }
  return { kinds, events }
}

test('the example of the client tests is read whole', () => {
  const example: Fields = {
    id: '1',
    event: 'message.delta',
    data: '{"event_id":"evt_1","run_id":"run_1","seq":1,"ts":"2026-04-23T00:00:00.000Z","type":"message.delta","data":{"content_delta":"partial"}}',
  }
  const { kind, events } = arkloop.interpret(arkloop.initial, example)
  assert.deepEqual([kind, events], ['output', [{ type: 'text.delta', text: 'partial' }]])
  assert.equal(arkloop.identify(example), '1')
  assert.equal(arkloop.emittedUs(example), Date.UTC(2026, 3, 23) * 1000)
})

test('an identity is the id, else the number in the payload', () => {
  assert.equal(arkloop.identify(block({ seq: 7 }, { id: '8' })), '8')
  assert.equal(arkloop.identify(block({ seq: 7 }, { id: '' })), '7')
  assert.equal(arkloop.identify(block({ seq: 7 })), '7')
  for (const seq of [undefined, null, -1, 1.5, '7', {}]) assert.equal(arkloop.identify(block({ seq })), null)
})

test('a numbered frame is identified without a look at its payload', () => {
  const unread: Fields = {
    id: '3',
    event: null,
    get data(): string {
      throw new Error('was read')
    },
  }
  assert.equal(arkloop.identify(unread), '3')
})

test('times are those of the server or of the documentation', () => {
  const us = Date.UTC(2026, 3, 23) * 1000
  assert.equal(arkloop.emittedUs(block({ ts: '2026-04-23T00:00:00.5Z' })), us + 500_000)
  assert.equal(arkloop.emittedUs(block({ created_at: '2026-04-23T02:00:00.000001+02:00' })), us + 1)
  assert.equal(arkloop.emittedUs(block({ ts: 'now' })), null)
  assert.equal(arkloop.emittedUs({ id: '1', event: null, data: null }), null)
})

test('the type in the payload goes before the name of the event', () => {
  const read = (payload: object, event: string) => arkloop.interpret(arkloop.initial, block(payload, { event })).kind
  assert.equal(read({ type: 'run.idle_heartbeat' }, 'message.delta'), 'heartbeat')
  assert.equal(read({ data: {} }, 'run.idle_heartbeat'), 'heartbeat')
})

test('a type that begins like a known one is of its family, any other is unknown', () => {
  for (const type of ['run.something', 'memory.recall', 'notebook.saved', 'llm.note', 'agent.x', 'thread.moved']) {
    assert.deepEqual(fold([type, {}]), { kinds: ['lifecycle'], events: [] }, type)
  }
  for (const type of ['run.', 'runs.x', 'memory', 'tool.other', 'x.run.started', 'terminal.bell']) {
    assert.deepEqual(fold([type, {}]), { kinds: ['unknown'], events: [] }, type)
  }
})

test('usage is what was sent, cached tokens by whichever name says more, and nothing if there is none', () => {
  const read = (data: object) => fold(['llm.turn.completed', data]).events[0]
  assert.deepEqual(read({ usage: { cached_tokens: 0, cache_read_input_tokens: 9 } }), {
    type: 'usage',
    scope: 'turn',
    cachedTokens: 9,
  })
  assert.deepEqual(read({ usage: { cached_tokens: 4 }, cost: { amount_micros: 1 } }), {
    type: 'usage',
    scope: 'turn',
    cachedTokens: 4,
    cost: { amount: 0.000001, currency: 'USD' },
  })
  for (const data of [{}, { usage: null, cost: {} }, { usage: { input_tokens: '4' } }]) {
    assert.equal(read(data), undefined, JSON.stringify(data))
  }
})

test('a pause about another request than the one that was told is a request of its own', () => {
  const { events } = fold(
    ['run.input_requested', { request_id: 'a', message: 'A?' }],
    ['run.paused', { request_id: 'b', reason: 'waiting_user_input' }],
    ['run.resumed', {}],
    ['run.paused', { request_id: 'b', reason: 'waiting_user_input' }],
  )
  const requests = events.filter(({ type }) => type === 'input.requested')
  assert.deepEqual(
    requests.map((event) => event.type === 'input.requested' && event.requestId),
    ['a', 'b', 'b'],
  )
})

test('an open call that never ends makes no later frame dearer', () => {
  let state = arkloop.initial
  for (let n = 0; n < 3000; n++) {
    state = arkloop.interpret(state, block({ type: 'tool.call', data: { tool_call_id: `c-${n}` } })).state
    state = arkloop.interpret(state, block({ type: 'policy.denied', data: { tool_call_id: `denied-${n}` } })).state
  }
  assert.ok(JSON.stringify(state).length < 150_000)
})
