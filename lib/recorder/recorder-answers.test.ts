import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { answers, json, times } from '#lib/upstream/answers.ts'
import { listen, respond } from '#lib/upstream/listen.ts'
import { cut, emit, type Answer, type ConnectionPlan, type Step } from '#lib/upstream/script.ts'
import { serveModus, type ModusOptions } from '#lib/upstream/serve-modus.ts'
import { bytesOf, closedRun, framesOf, runWhen, testRecorder, testRun } from './testing.ts'

// Whatever an upstream answers instead of a stream becomes a state of the recording that a person can read.

const db = await testDatabase()
const recorder = testRecorder(db, { hurry: 50 })

const token = (content: string) => emit({ type: 'token', content })
const done = emit({ type: 'done', runId: 'run-1' })
const body = { message: 'Hello', sessionId: 's', organizationId: 'o' }
const start = { operation: 'run', body }

async function upstreamOf(options: ModusOptions) {
  const upstream = await serveModus(options)
  whenOver(() => upstream.close())
  return upstream
}

/** A run with frames before and after a cut, whose connections answer as planned. */
async function interrupted(connections: ConnectionPlan[], more: Partial<Parameters<typeof testRun>[1]> = {}) {
  const steps: Step[] = [token('a'), token('b'), token('c'), cut('fin'), token('d'), done]
  const upstream = await upstreamOf({ runs: { 'run-1': { steps, connections } } })
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1', ...more })
  recorder.wake()
  return { upstream, run }
}

const blocked = (run: { runId: bigint; publicId: string }) =>
  runWhen(db, run, ({ recording }) => recording === 'blocked')
const kindsOf = async (run: { runId: bigint; publicId: string }) => (await framesOf(db, run)).map(({ kind }) => kind)

for (const [name, answer, status] of [
  ['410', answers.gone, 410],
  ['404', answers.notFound, 404],
] as const) {
  test(`${name} on resume is a gap: what came after has expired, and the run is lost`, async () => {
    const { run } = await interrupted([{}, { answer }])
    const row = await closedRun(db, run)
    assert.deepEqual(await kindsOf(run), ['output', 'output', 'output', 'gap'])
    assert.match((await framesOf(db, run))[3]?.raw.toString() ?? '', /"reason":"expired"/)
    assert.deepEqual([row.status, row.integrity, row.gapCount], ['lost', 'gaps', 1])
    assert.match(row.recordingError ?? '', new RegExp(`${status}`))
    assert.equal(row.errorMessage, row.recordingError)
  })
}

test('a run that was started here and is gone for good is not started again', async () => {
  const { upstream, run } = await interrupted([{}, { answer: answers.gone }], { start })
  const row = await closedRun(db, run)
  assert.equal(row.status, 'lost')
  assert.deepEqual(
    upstream.requests.map(({ method }) => method),
    ['POST', 'GET'],
  )
})

test('a run that the upstream calls by another name is found by its key, once it cannot be watched by ours', async () => {
  const steps = [token('a'), token('b'), token('c'), cut('fin'), token('d'), done]
  const upstream = await upstreamOf({
    runs: { 'run-1': { steps } },
    intercept: ({ method }) => (method === 'GET' ? answers.notFound : null),
  })
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1', start })
  recorder.wake()
  const row = await closedRun(db, run)
  assert.equal(bytesOf(await framesOf(db, run)), upstream.truth('run-1').bytes.toString('latin1'))
  assert.deepEqual([row.status, row.integrity], ['completed', 'complete'])
  assert.deepEqual(
    upstream.requests.map(({ method, headers }) => `${method} ${headers['idempotency-key']}`),
    ['POST run-1', 'GET undefined', 'POST run-1'],
  )
})

test('204 says that there is nothing to watch', async () => {
  const { upstream, run } = await interrupted([{ answer: answers.noContent }])
  const row = await closedRun(db, run)
  assert.deepEqual([row.status, row.frameCount, upstream.requests.length], ['lost', 0, 1])
})

test('a key that was used for another request fails the run, told by status', async () => {
  const upstream = await upstreamOf({ runs: { 'run-1': { steps: [done] } }, start: () => ({ steps: [done] }) })
  await fetch(`${upstream.url}/agent/runs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'run-1' },
    body: JSON.stringify({ ...body, message: 'Something else' }),
  }).then((response) => response.text())
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1', start })
  recorder.wake()
  const row = await blocked(run)
  assert.match(row.recordingError ?? '', /409.*conflict.*It says: Idempotency-Key was used with a different/)
  assert.deepEqual([row.status, upstream.requests.length], ['failed', 2])
  assert.equal(row.errorMessage, row.recordingError)
})

test('a key that was used for another request fails the run, told by a frame', async () => {
  const conflict = { error: 'Idempotency-Key was used with a different request body', code: 409 }
  const upstream = await upstreamOf({ runs: { 'run-1': { steps: [emit({ type: 'error', ...conflict })] } } })
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1', start })
  recorder.wake()
  const row = await closedRun(db, run)
  assert.deepEqual(await kindsOf(run), ['error'])
  assert.deepEqual(
    [row.status, row.integrity, row.errorMessage, row.errorClass, row.errorSeq],
    ['failed', 'complete', conflict.error, '409', 1],
  )
})

test('422 and 400 wait for a person and are not sent again', async () => {
  for (const status of [400, 422]) {
    const answer = json(status, { detail: 'message is too long' })
    const { upstream, run } = await interrupted([{ answer }], { start })
    const row = await blocked(run)
    assert.match(row.recordingError ?? '', new RegExp(`${status}.*It says: message is too long`))
    assert.deepEqual([row.status, row.recorder?.state, upstream.requests.length], ['failed', 'parked', 1])
  }
})

test('a redirect is refused, and its target never sees a request or the credential', async () => {
  const target = await listen((_, response) => respond(response, { status: 204 }))
  whenOver(() => target.close())
  for (const status of [301, 302, 307, 308]) {
    const answer = { status, headers: { location: `${target.url}/in?token=abc` } }
    const { run } = await interrupted([{ answer }], { credential: 'upstream-token' })
    const row = await blocked(run)
    assert.match(row.recordingError ?? '', new RegExp(`${status}, a redirect to ${target.url}/in\\. Redirects are not`))
  }
  assert.deepEqual(target.requests, [])
})

test('the credential goes to the upstream and into no row', async () => {
  const steps = [token('a'), done]
  const upstream = await upstreamOf({ runs: { 'run-1': { steps } }, token: 'upstream-token' })
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1', credential: 'upstream-token' })
  recorder.wake()
  const row = await closedRun(db, run)
  assert.equal(upstream.requests[0]?.headers['authorization'], 'Bearer upstream-token')
  const rows = JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  assert.ok(!rows.includes('upstream-token'))
  assert.equal(row.connections[0]?.status, 200)
})

test('a stream that comes compressed is refused', async () => {
  const { run } = await interrupted([{ headers: { 'content-encoding': 'gzip' } }])
  const row = await blocked(run)
  assert.match(row.recordingError ?? '', /in gzip/)
  assert.deepEqual(await kindsOf(run), [])
})

test('what an answer says is kept, whatever characters are in it', async () => {
  const answer: Answer = { status: 400, headers: { 'content-type': 'text/plain' }, body: 'no\0good' }
  const { run } = await interrupted([{ answer }])
  const row = await blocked(run)
  assert.match(row.recordingError ?? '', /It says: no.good\.$/)
  assert.equal(Buffer.from(row.connections[0]?.responseBody ?? []).toString(), 'no\0good')
})

test('an upstream that says to come back at once is not asked without a pause', async () => {
  const connections = times(4, { status: 503, headers: { 'retry-after': '0' } })
  const { upstream, run } = await interrupted(connections)
  await closedRun(db, run)
  const askedAt = upstream.requests.map(({ at }) => at.getTime())
  // 1, 2, 4 and 8 s, a fiftieth of which is waited here.
  const ms = (askedAt[4] ?? 0) - (askedAt[0] ?? 0)
  assert.ok(ms >= 250, `four waits took ${ms} ms`)
})

for (const [what, baseUrl, sentence] of [
  ['a name that does not resolve', 'http://upstream.invalid', /does not resolve/],
  ['a port that nobody listens on', 'http://127.0.0.1:1', /connection refused/],
] as const) {
  test(`${what} is waited for, with a sentence that says so`, async () => {
    const run = await testRun(db, { baseUrl, upstreamRunId: 'run-1' })
    recorder.wake()
    const row = await runWhen(
      db,
      run,
      ({ recording, connections }) => recording === 'waiting' && connections.length > 1,
    )
    assert.match(row.recordingError ?? '', sentence)
    assert.deepEqual([row.status, row.recorder?.state, row.connections[0]?.why], ['queued', 'open', 'unreached'])
    assert.ok(row.recorder?.retryAt)
  })
}

test('TLS that does not come about is waited for, with a sentence that says so', async () => {
  const upstream = await upstreamOf({})
  const run = await testRun(db, { baseUrl: upstream.url.replace('http:', 'https:'), upstreamRunId: 'run-1' })
  recorder.wake()
  const row = await runWhen(db, run, ({ recording }) => recording === 'waiting')
  assert.match(row.recordingError ?? '', /TLS certificate or handshake was not accepted/)
})

test('a request that cannot be sent at all waits for a person', async () => {
  const upstream = await upstreamOf({})
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'rün-日本', start })
  recorder.wake()
  const row = await blocked(run)
  assert.match(row.recordingError ?? '', /idempotency-key/i)
  assert.deepEqual(upstream.requests, [])
})

test('an address that must not be reached waits for a person', async () => {
  const run = await testRun(db, { baseUrl: 'http://169.254.169.254', upstreamRunId: 'run-1' })
  recorder.wake()
  const row = await blocked(run)
  assert.match(row.recordingError ?? '', /metadata/)
  assert.equal(row.status, 'queued')
})

test('a server that repeats the credential, or a single-use token, gets neither into an error nor the log', async () => {
  const upstream = await listen(({ path, query, headers }, response) => {
    if (path.endsWith('/sse-token')) return respond(response, json(200, { token: 'ticket-of-one-use' }))
    const message = `bad: ${headers['authorization']}, ${query.get('token')}`
    respond(response, path.endsWith('/events') ? json(400, { message }) : json(200, { id: 'r1', message }))
  })
  whenOver(() => upstream.close())
  const log = { dialect: 'operativus', surface: 'log', upstreamRunId: 'r1', settings: { singleUseToken: true } }
  const run = await testRun(db, { baseUrl: upstream.url, credential: 'upstream-token', ...log })
  recorder.wake()
  const row = await blocked(run)
  assert.match(row.recordingError ?? '', /It says: bad: Bearer \[credential\], \[credential\]/)
  const kept = row.connections.map(
    ({ responseBody, detail }) => `${Buffer.from(responseBody ?? []).toString()} ${detail}`,
  )
  assert.ok(kept.length > 0 && kept.every((text) => !/upstream-token|ticket-of/.test(text)), kept.join())
})
