import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { emitArkloop, emitDelegate } from '#lib/upstream/arkloop-events.ts'
import { gate, type Script } from '#lib/upstream/script.ts'
import { serveArkloop, type ArkloopOptions, type ArkloopUpstream } from '#lib/upstream/serve-arkloop.ts'
import { closedRun, runWhen, testRecorder, testRun } from './testing.ts'

// What is an Arkloop run's own, and what only passes through its stream.

const db = await testDatabase()
const recorder = testRecorder(db, { hurry: 100 })

const started = emitArkloop('run.started', { model: 'm', persona_id: 'p@1' })
const completed = emitArkloop('run.completed')
const usage = (input_tokens: number) => ({ usage: { input_tokens, output_tokens: 1 } })

test('a delegate ends nothing, and tokens are counted once', async () => {
  const row = await recorded({
    steps: [
      started,
      emitArkloop('tool.call', { tool_call_id: 'c', tool_name: 'acp_agent', arguments: {} }),
      emitDelegate('tool.call', { tool_name: 'read' }),
      emitDelegate('tool.result', { output: 'x', ...usage(1000) }),
      emitDelegate('run.completed', usage(1000)),
      emitArkloop('llm.turn.completed', usage(10)),
      emitArkloop('tool.result', { tool_call_id: 'c', tool_name: 'acp_agent', result: 1, ...usage(5) }),
      emitArkloop('llm.turn.completed', usage(20)),
      emitArkloop('run.completed', usage(35)),
    ],
  })
  assert.deepEqual([row.status, row.inputTokens, row.outputTokens, row.toolCount], ['completed', 35, 1, 2])
  assert.deepEqual(
    row.tools.map(({ name, status, parentCallId }) => [name, status, parentCallId]),
    [
      ['acp_agent', 'ok', null],
      ['read', 'ok', 'c'],
    ],
  )
})

test('a run without a total has the sum of its turns', async () => {
  const turns = [10, 20].map((tokens) => emitArkloop('llm.turn.completed', usage(tokens)))
  const row = await recorded({ steps: [started, ...turns, completed] })
  assert.deepEqual([row.inputTokens, row.outputTokens], [30, 2])
})

test('a run that waits for input goes on once it is there', async () => {
  const ask = emitArkloop('run.input_requested', { request_id: 'q', message: 'Sure?' })
  const upstream = await serve({ runs: { r: { steps: [started, ask, gate('input'), completed] } } })
  const run = await testRun(db, { baseUrl: upstream.url, dialect: 'arkloop', upstreamRunId: 'r' })
  recorder.wake()
  await runWhen(db, run, ({ status }) => status === 'waiting_for_input')
  const answer = await fetch(`${upstream.url}/v1/runs/r/input`, { method: 'POST', body: '{"content":"yes"}' })
  assert.equal(answer.status, 200)
  const row = await closedRun(db, run)
  assert.deepEqual([row.status, row.integrity], ['completed', 'complete'])
})

async function recorded(script: Script) {
  const upstream = await serve({ runs: { r: script } })
  const run = await testRun(db, { baseUrl: upstream.url, dialect: 'arkloop', upstreamRunId: 'r' })
  recorder.wake()
  return closedRun(db, run)
}

async function serve(options: ArkloopOptions): Promise<ArkloopUpstream> {
  const upstream = await serveArkloop(options)
  whenOver(() => upstream.close())
  return upstream
}
