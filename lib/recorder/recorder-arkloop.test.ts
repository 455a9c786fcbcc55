import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { emitArkloop } from '#lib/upstream/arkloop-events.ts'
import { cut, gate, type Script } from '#lib/upstream/script.ts'
import { serveArkloop, type ArkloopOptions } from '#lib/upstream/serve-arkloop.ts'
import { bytesOf, closedRun, framesOf, runWhen, testRecorder, testRun } from './testing.ts'

// A numbered stream that its server never closes, by the recorder's own rules of time, twenty times as fast.

const db = await testDatabase()
const recorder = testRecorder(db, { hurry: 20 })

const said = (text: string) => emitArkloop('message.delta', { content_delta: text, role: 'assistant' })
const done = emitArkloop('run.completed', { usage: { input_tokens: 30, output_tokens: 12 } })
const turn = emitArkloop('llm.turn.completed', { usage: { input_tokens: 15, output_tokens: 6 } })

async function serve(options: ArkloopOptions = {}) {
  const upstream = await serveArkloop(options)
  whenOver(() => upstream.close())
  return upstream
}

/** A run of this script, watched by its id. */
async function watched(script: Script, options: ArkloopOptions = {}) {
  const upstream = await serve({ runs: { r1: script }, heartbeatMs: 50, ...options })
  const run = await testRun(db, { baseUrl: upstream.url, dialect: 'arkloop', upstreamRunId: 'r1' })
  return { upstream, run }
}

async function numbersOf(run: { runId: bigint; publicId: string }) {
  const frames = await framesOf(db, run)
  return frames.flatMap(({ kind, upstreamId }) => (kind === 'comment' ? [] : [upstreamId?.toString() ?? kind]))
}

test('cuts in mid-frame are resumed by number, and nothing is lost or doubled', async () => {
  const steps = [said('a'), cut('fin', 20), said('b'), said('c'), cut('rst', 3), said('d'), done]
  const { upstream, run } = await watched({ steps })
  recorder.wake()
  const row = await closedRun(db, run)
  const frames = (await framesOf(db, run)).filter(({ kind }) => kind !== 'comment')
  assert.equal(bytesOf(frames), upstream.truth('r1').bytes.toString('latin1'))
  assert.deepEqual([row.integrity, row.status], ['complete', 'completed'])
})

test('numbers that are missing are asked for once more before they are called lost', async () => {
  const steps = [said('a'), said('b'), cut('fin'), said('c'), said('d'), said('e'), done]
  const script: Script = { steps, connections: [{}, { skip: 3 }] }
  const { run } = await watched(script)
  recorder.wake()
  const row = await closedRun(db, run)
  assert.deepEqual(await numbersOf(run), ['1', '2', '3', '4', '5', '6'])
  assert.ok(row.connections.some(({ why }) => why === 'hole'))
  assert.equal(row.integrity, 'complete')
})

test('numbers that do not come when asked for again are a gap that says how many', async () => {
  const steps = [said('a'), said('b'), cut('fin'), said('c'), said('d'), said('e'), done]
  const { run } = await watched({ steps, connections: [{}], otherwise: { skip: 3 } })
  recorder.wake()
  const row = await closedRun(db, run)
  const gap = (await framesOf(db, run)).find(({ kind }) => kind === 'gap')
  assert.match(
    gap?.raw.toString() ?? '',
    /"missingCount":2,.*"reason":"upstream_lost"|"reason":"upstream_lost".*"missingCount":2/,
  )
  assert.equal(row.integrity, 'gaps')
})

test('a run whose first events are not kept any more begins with a gap that says how many', async () => {
  const { run } = await watched({ steps: [said('a'), said('b'), said('c'), done], otherwise: { skip: 2 } })
  recorder.wake()
  const row = await closedRun(db, run)
  assert.deepEqual(await numbersOf(run), ['gap', '3', '4'])
  const gap = (await framesOf(db, run)).find(({ kind }) => kind === 'gap')
  assert.match(gap?.raw.toString() ?? '', /"missingCount":2/)
  assert.match(gap?.raw.toString() ?? '', /"reason":"expired"/)
  assert.equal(row.integrity, 'gaps')
})

test('documented frames, whose numbers are in the payload, are resumed alike', async () => {
  const steps = [said('a'), said('b'), cut('fin', 9), said('c'), done]
  const { run } = await watched({ steps }, { shape: 'documented' })
  recorder.wake()
  const row = await closedRun(db, run)
  assert.deepEqual(await numbersOf(run), ['1', '2', '3', '4'])
  assert.deepEqual([row.integrity, row.status], ['complete', 'completed'])
})

test('a run is started in a thread, takes the id of the answer, and is watched by it', async () => {
  const upstream = await serve({ start: () => ({ steps: [said('Hi'), done] }) })
  const start = { operation: 'run', params: { threadId: 't-1' }, body: { model: 'm' } }
  const run = await testRun(db, { baseUrl: upstream.url, dialect: 'arkloop', upstreamRunId: null, start })
  recorder.wake()
  const row = await closedRun(db, run)
  assert.deepEqual(
    row.connections.slice(0, 2).map(({ purpose, method, status }) => [purpose, method, status]),
    [
      ['start', 'POST', 201],
      ['watch', 'GET', 200],
    ],
  )
  assert.ok(row.upstreamRunId !== null && upstream.row(row.upstreamRunId))
  assert.deepEqual(
    [row.status, row.integrity, row.startedAtBasis, row.clock],
    ['completed', 'complete', 'request', 'received'],
  )
  const key = await db.prisma.runKey.findFirst({ where: { runId: run.runId } })
  assert.equal(key?.upstreamRunId, row.upstreamRunId)
})

test('a thread that is busy fails the start in the words of the upstream', async () => {
  const upstream = await serve()
  upstream.add('other', { steps: [said('a'), gate('never')] }, { threadId: 't-1' }).begin()
  const start = { operation: 'run', params: { threadId: 't-1' }, body: {} }
  const run = await testRun(db, { baseUrl: upstream.url, dialect: 'arkloop', upstreamRunId: null, start })
  recorder.wake()
  const row = await runWhen(db, run, ({ recording }) => recording === 'blocked')
  assert.equal(row.status, 'failed')
  assert.match(row.recordingError ?? '', /409.*It says: /)
})

test('a limit on runs is waited out', async () => {
  const upstream = await serve({ start: () => ({ steps: [done] }), concurrentRuns: 1 })
  const other = upstream.add('other', { steps: [said('a'), gate('on'), done] }, { threadId: 't-0' })
  other.begin()
  const start = { operation: 'run', params: { threadId: 't-1' }, body: {} }
  const run = await testRun(db, { baseUrl: upstream.url, dialect: 'arkloop', upstreamRunId: null, start })
  recorder.wake()
  await runWhen(db, run, ({ connections }) => connections.length >= 2)
  other.open('on')
  const row = await closedRun(db, run)
  assert.equal(row.connections[0]?.status, 429)
  assert.equal(row.status, 'completed')
})

test('a start whose answer never came is found in its thread and not sent twice', async () => {
  const upstream = await serve({ start: () => ({ steps: [said('Hi'), done] }) })
  const proxy = await swallowing('POST', upstream.url)
  const start = { operation: 'run', params: { threadId: 't-9' }, body: {} }
  const run = await testRun(db, { baseUrl: proxy.url, dialect: 'arkloop', upstreamRunId: null, threadId: 't-9', start })
  recorder.wake()
  const row = await closedRun(db, run)
  assert.equal(upstream.requests.filter(({ method }) => method === 'POST').length, 1)
  assert.ok(row.connections.some(({ purpose }) => purpose === 'find'))
  assert.deepEqual([row.status, row.integrity], ['completed', 'complete'])
})

test('what the upstream says of the run is kept beside what was counted, with its parent', async () => {
  const upstream = await serve()
  upstream.add('parent', { steps: [done] })
  upstream.add('child', { steps: [turn, done] }, { parentRunId: 'parent' })
  const run = await testRun(db, { baseUrl: upstream.url, dialect: 'arkloop', upstreamRunId: 'child' })
  recorder.wake()
  await closedRun(db, run)
  const row = await runWhen(db, run, ({ upstreamTotals }) => upstreamTotals !== null)
  assert.equal(row.parentUpstreamRunId, 'parent')
  assert.equal((row.upstreamTotals as Record<string, unknown>)['total_input_tokens'], 30)
  assert.equal(row.inputTokens, 30)
})

/** A box in front of an upstream that lets requests through, and cuts the connection before the answer to the first of these. */
async function swallowing(method: string, target: string) {
  let swallowed = false
  const server = createServer((request, response) => {
    void buffer(request).then(async (body) => {
      const init = { method: request.method ?? 'GET', headers: { 'content-type': 'application/json' } }
      const answer = await fetch(target + (request.url ?? ''), { ...init, ...(body.length > 0 && { body }) })
      if (!swallowed && request.method === method) {
        swallowed = true
        response.destroy()
        return
      }
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
      const source = Readable.fromWeb(answer.body as never)
      response.on('close', () => source.destroy())
      source.on('error', () => undefined).pipe(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  whenOver(() => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
