import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arkloop } from './arkloop.ts'
import type { RunRef, StartRequest } from './dialect.ts'

const run: RunRef = {
  surface: '',
  upstreamRunId: 'a b',
  threadId: 't/1',
  agent: null,
  lastId: '41',
  start: null,
  startedMs: null,
}
const start = (params: Record<string, string>, body: Record<string, unknown> = {}): StartRequest => ({
  operation: 'run',
  params,
  body,
  idempotencyKey: null,
})
const operation = arkloop.operations[0]
const watch = (more: { cursor?: string | null; sweep?: boolean; upstreamRunId?: string | null }) =>
  arkloop.watch({ ...run, cursor: null, settings: {}, sweep: false, ...more })

test('a run is started in its thread with all that was given', () => {
  const body = {
    route_id: 'r',
    persona_id: 'analyst@2',
    output_route_id: 'o',
    output_model_key: 'k',
    model: 'm',
    work_dir: '/w',
    reasoning_mode: 'high',
  }
  const asked = start({ threadId: 't/1' }, body)
  assert.deepEqual(operation?.request(asked, null), {
    method: 'POST',
    path: '/v1/threads/t%2F1/runs',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  assert.deepEqual(operation.metadata(asked), body)
  assert.equal(operation.threadId(asked), 't/1')
  assert.equal(operation.title(asked), null)
  assert.equal(operation.upstreamRunId(asked, 'ours'), null)
  assert.deepEqual(operation.fields.map(({ name }) => name).sort(), ['threadId', ...Object.keys(body)].sort())
})

test('a start without a thread says so', () => {
  for (const params of [{}, { threadId: ' ' }]) {
    assert.deepEqual(operation?.request(start(params), null), { error: 'params.threadId is required' })
  }
  assert.deepEqual(operation?.request(start({ threadId: '..' }), null), { error: 'params.threadId is not an id' })
})

test('the id of a new run is in the answer', () => {
  assert.equal(operation?.created?.('{"run_id":"r1","trace_id":"t"}'), 'r1')
  for (const text of ['', 'null', '{}', '{"run_id":""}', '[{"run_id":"x"}]'])
    assert.equal(operation?.created?.(text), null)
})

test('a stream is followed behind a number, and a sweep is not', () => {
  assert.equal(watch({})?.path, '/v1/runs/a%20b/events?follow=true')
  assert.equal(watch({ cursor: '41' })?.path, '/v1/runs/a%20b/events?after_seq=41&follow=true')
  assert.equal(watch({ cursor: '41', sweep: true })?.path, '/v1/runs/a%20b/events?after_seq=41&follow=false')
  assert.equal(watch({ cursor: 'x' })?.path, '/v1/runs/a%20b/events?follow=true')
  assert.deepEqual(watch({})?.headers, { accept: 'text/event-stream' })
  assert.equal(watch({ upstreamRunId: null }), null)
})

test('a check is harmless', () => {
  const { method, path, body } = arkloop.check({})
  assert.deepEqual([method, path, body], ['GET', '/v1/runs?limit=1', null])
})

test('cancelling says what was seen last, at either path', () => {
  const cancel = (lastId: string | null) => {
    const action = arkloop.cancel({ ...run, lastId })
    return 'reason' in action ? action.reason : action.map(({ method, path, body }) => `${method} ${path} ${body}`)
  }
  assert.deepEqual(cancel('41'), [
    'POST /v1/runs/a%20b:cancel {"last_seen_seq":41}',
    'POST /v1/runs/a%20b/cancel {"last_seen_seq":41}',
  ])
  assert.deepEqual(cancel(null)[0], 'POST /v1/runs/a%20b:cancel {"last_seen_seq":0}')
  assert.ok('reason' in arkloop.cancel({ ...run, upstreamRunId: null }))
})

test('input of 32768 bytes is sent, more or none is not', () => {
  const input = (content: string) => arkloop.input(run, content)
  const longest = 'ü'.repeat(16_384)
  assert.deepEqual(input(longest), [
    {
      method: 'POST',
      path: '/v1/runs/a%20b/input',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ content: longest }),
    },
  ])
  for (const content of [`${longest}.`, '', ' \n']) assert.ok('reason' in input(content), content.slice(0, 9))
  assert.ok('reason' in arkloop.input({ ...run, upstreamRunId: null }, 'x'))
})
