import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Frame } from '#lib/api/frame.ts'
import { payloadOf } from './payload.ts'

const cases: [string, Partial<Frame>, { lead: string; rest: string; notJson?: boolean }][] = [
  ['token text', { kind: 'output', data: '{"type":"token","content":"Hel\\nlo"}' }, { lead: 'Hel lo', rest: '' }],
  [
    'a tool with its arguments',
    { kind: 'tool', data: '{"type":"tool_start","name":"search","arguments":{"q":"x"}}' },
    { lead: 'search', rest: '{"q":"x"}' },
  ],
  [
    'a tool named inside another object',
    { kind: 'tool', data: '{"type":"tool_progress","tool":{"id":"c1","name":"search"},"done":3,"total":9}' },
    { lead: 'search', rest: 'done 3 total 9' },
  ],
  ['an error', { kind: 'error', data: '{"type":"error","error":"timed out"}' }, { lead: 'timed out', rest: '' }],
  ['an error object', { kind: 'error', data: '{"error":{"message":"no"}}' }, { lead: 'no', rest: '' }],
  ['fields of what is not known', { kind: 'unknown', data: '{"type":"x","a":1}' }, { lead: 'x', rest: 'a 1' }],
  [
    'the words of an event whose data is an object',
    {
      kind: 'output',
      data: '{"data":{"content_delta":" test","role":"assistant","trace_id":"t"},"type":"message.delta"}',
    },
    { lead: ' test', rest: '' },
  ],
  [
    'the fields of such an event, without what every frame has',
    {
      kind: 'lifecycle',
      data: '{"data":{"route_id":"main","trace_id":"t"},"event_id":"e","type":"run.route.selected"}',
    },
    { lead: 'run.route.selected', rest: 'route_id main' },
  ],
  [
    'the words of an event whose data is text',
    { kind: 'output', data: '{"event":"CONTENT_DELTA","data":"Hel","timestamp":1}' },
    { lead: 'Hel', rest: '' },
  ],
  [
    'what such an event is, where its text is no output',
    { kind: 'tool', data: '{"event":"TOOL_START","data":"Executing Tool: search","timestamp":1}' },
    { lead: 'TOOL_START', rest: 'Executing Tool: search' },
  ],
  ['text that is not JSON', { kind: 'unknown', data: 'plain' }, { lead: 'plain', rest: '', notJson: true }],
  ['a comment', { kind: 'comment', data: 'ping' }, { lead: '', rest: ': ping' }],
  ['a lone id', { kind: 'field', data: null, upstreamId: '7' }, { lead: '', rest: 'id 7' }],
  ['bidi marks away', { kind: 'output', data: '{"content":"a\\u202eb"}' }, { lead: 'ab', rest: '' }],
]

for (const [name, frame, payload] of cases) {
  test(`the row of a frame shows ${name}`, () => {
    const read = payloadOf({ event: null, upstreamId: null, ...frame } as Frame)
    assert.deepEqual(
      { ...read, notJson: read.notJson || undefined },
      { ...payload, notJson: payload.notJson || undefined },
    )
  })
}

test('a large frame is cut for its row and not parsed', () => {
  const read = payloadOf({ kind: 'output', data: `{"content":"${'x'.repeat(40_000)}"}` } as Frame)
  assert.ok(read.lead.length <= 240)
})
