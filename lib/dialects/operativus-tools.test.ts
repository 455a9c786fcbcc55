import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endTool, noTools, startTool, type OpenTools } from './operativus-tools.ts'

test('ends are paired with starts by name and order, each run for itself', () => {
  let tools: OpenTools = noTools
  for (const [name, runId] of [
    ['search', 'r1'],
    ['search', 'r2'],
    ['fetch', 'r1'],
    ['search', 'r1'],
  ] as const) {
    tools = startTool(tools, { name, runId }).tools
  }
  const ended: unknown[] = []
  for (const [name, runId] of [
    ['fetch', 'r1'],
    ['search', 'r2'],
    ['search', 'r1'],
    ['search', 'r1'],
  ] as const) {
    const paired = endTool(tools, { name, runId })
    tools = paired.tools
    ended.push(...paired.events.map((event) => 'callId' in event && event.callId))
  }
  assert.deepEqual(ended, ['#3', '#2', '#1', '#4'])
  assert.deepEqual(tools.open, [])
})

test('an end whose start was never seen is told under an id of its own and closes nothing', () => {
  const { tools } = startTool(noTools, { name: 'search', runId: null })
  const paired = endTool(tools, { name: 'fetch', runId: null, result: 'x' })
  assert.deepEqual(paired.events, [{ type: 'tool.ended', callId: '#2', name: 'fetch', result: 'x' }])
  assert.equal(paired.tools.open.length, 1)
})

test('a call that is told again under its id begins once', () => {
  const { tools } = startTool(noTools, { callId: 'c', name: 'search', runId: null })
  assert.deepEqual(startTool(tools, { callId: 'c', name: 'search', runId: null }), { tools, events: [] })
})

test('calls that never end do not pile up', () => {
  let tools: OpenTools = noTools
  for (let at = 0; at < 1500; at++) tools = startTool(tools, { name: 'search', runId: null }).tools
  assert.equal(tools.open.length, 1000)
  assert.equal(tools.made, 1500)
})
