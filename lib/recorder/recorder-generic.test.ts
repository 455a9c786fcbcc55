import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { answers } from '#lib/upstream/answers.ts'
import { bytes, comment, cut, emit, gate, type Script, type Step } from '#lib/upstream/script.ts'
import { serveGeneric, type GenericOptions } from '#lib/upstream/serve-generic.ts'
import { bytesOf, closedRun, framesOf, runWhen, testRecorder, testRun } from './testing.ts'

// Streams that cannot be resumed: what came is kept, a break is a gap, and a POST is never sent twice.

const db = await testDatabase()
const recorder = testRecorder(db, { hurry: 50 })

const row = (n: number) => emit({ row: n })
const opening = (method: string, path = '/feed', body: Record<string, unknown> = { prompt: 'Hi' }) => ({
  operation: 'stream',
  params: { method, path },
  body,
})

async function upstreamOf(options: GenericOptions) {
  const upstream = await serveGeneric(options)
  whenOver(() => upstream.close())
  return upstream
}

type More = Partial<Parameters<typeof testRun>[1]> & GenericOptions

/** A run of `/feed`, opened by this method. */
async function opened(method: string, steps: readonly Step[], { settings, ...options }: More = {}) {
  const script: Script = { steps }
  const upstream = await upstreamOf({ streams: { '/feed': script }, ...options })
  const run = await testRun(db, {
    baseUrl: upstream.url,
    dialect: 'generic',
    upstreamRunId: null,
    start: opening(method),
    ...(settings && { settings }),
  })
  recorder.wake()
  return { upstream, run }
}

const gapsOf = (frames: Awaited<ReturnType<typeof framesOf>>) =>
  frames
    .filter(({ kind }) => kind === 'gap')
    .map(({ raw }) => (JSON.parse(raw.toString()) as { reason: string }).reason)

for (const [method, stream] of [
  ['GET', '/feed'],
  ['POST', '/feed#1'],
] as const) {
  test(`a stream opened by ${method} is stored as it came and ends where it ends`, async () => {
    const { upstream, run } = await opened(method, [
      row(1),
      comment('ping'),
      bytes('data: two\ndata: lines\n\n'),
      row(3),
    ])
    const closed = await closedRun(db, run)
    assert.equal(bytesOf(await framesOf(db, run)), upstream.truth(stream).bytes.toString('latin1'))
    assert.deepEqual([closed.status, closed.integrity, closed.frameCount], ['ended', 'complete', 4])
    const [request, ...others] = upstream.requests
    assert.deepEqual([request?.method, request?.body, others], [method, method === 'GET' ? '' : '{"prompt":"Hi"}', []])
  })

  test(`a break of a stream opened by ${method} is a gap, and it is not opened again`, async () => {
    for (const how of ['fin', 'rst'] as const) {
      const { upstream, run } = await opened(method, [row(1), row(2), cut(how, 5), row(3)])
      const closed = await closedRun(db, run)
      assert.deepEqual(gapsOf(await framesOf(db, run)), ['upstream_lost'])
      assert.deepEqual([closed.status, closed.integrity], ['ended', 'gaps'])
      assert.match(closed.recordingError ?? '', /The stream broke off/)
      assert.equal(upstream.requests.length, 1)
    }
  })
}

test('a POST that was refused by the socket is sent again, for it never left', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  const run = await testRun(db, {
    baseUrl: `http://127.0.0.1:${port}`,
    dialect: 'generic',
    upstreamRunId: null,
    start: opening('POST'),
  })
  recorder.wake()
  await runWhen(db, run, ({ recording, connections }) => recording === 'waiting' && connections.length > 1)
  const upstream = await upstreamOf({ port, streams: { '/feed': { steps: [row(1)] } } })
  const closed = await closedRun(db, run)
  assert.deepEqual([closed.status, closed.frameCount, upstream.requests.length], ['ended', 1, 1])
})

test('a POST that met trouble of the upstream waits for a person, and is not sent twice', async () => {
  const { upstream, run } = await opened('POST', [row(1)], { intercept: () => answers.serverError })
  const blocked = await runWhen(db, run, ({ recording }) => recording === 'blocked')
  assert.match(blocked.recordingError ?? '', /500.* The request is not sent twice\.$/)
  assert.deepEqual([blocked.status, upstream.requests.length], ['failed', 1])
})

test('a POST that was told to slow down is sent again, for it was not taken', async () => {
  let asked = 0
  const { upstream, run } = await opened('POST', [row(1)], {
    intercept: () => (++asked < 3 ? answers.tooManyRequests('1') : null),
  })
  const closed = await closedRun(db, run)
  assert.deepEqual([closed.status, upstream.requests.length], ['ended', 3])
})

test('a GET that met trouble of the upstream is asked again', async () => {
  let asked = 0
  const { upstream, run } = await opened('GET', [row(1)], {
    intercept: () => (++asked < 3 ? answers.unavailable : null),
  })
  const closed = await closedRun(db, run)
  assert.deepEqual([closed.status, closed.integrity, upstream.requests.length], ['ended', 'complete', 3])
})

test('a POST whose connection is reset before any answer is a gap, and is not sent twice', async () => {
  let requests = 0
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => {
      requests++
      socket.resetAndDestroy()
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  whenOver(() => new Promise((resolve) => server.close(() => resolve())))
  const { port } = server.address() as { port: number }
  const baseUrl = `http://127.0.0.1:${port}`
  const run = await testRun(db, { baseUrl, dialect: 'generic', upstreamRunId: null, start: opening('POST') })
  recorder.wake()
  const closed = await closedRun(db, run)
  assert.deepEqual([closed.status, closed.integrity, requests], ['ended', 'gaps', 1])
  assert.match(closed.recordingError ?? '', /No answer .* The request is not sent twice\.$/)
  assert.equal(closed.connections[0]?.why, 'no_answer')
})

test('a POST that waits for its answer while the recorder leaves is not sent by the next one', async () => {
  const own = await testDatabase()
  const first = testRecorder(own)
  let connections = 0
  const asked = Promise.withResolvers<void>()
  const server = createServer((socket) => {
    connections++
    socket.on('error', () => undefined)
    socket.once('data', () => asked.resolve())
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  whenOver(() => new Promise((resolve) => server.close(() => resolve())))
  const { port } = server.address() as { port: number }
  const baseUrl = `http://127.0.0.1:${port}`
  const run = await testRun(own, { baseUrl, dialect: 'generic', upstreamRunId: null, start: opening('POST') })
  first.wake()
  await asked.promise
  await first.stop({ drainMs: 0 })
  const heir = testRecorder(own)
  const closed = await closedRun(own, run)
  await heir.stop({ drainMs: 0 })
  assert.deepEqual([closed.status, closed.integrity, connections], ['ended', 'gaps', 1])
  assert.match(closed.recordingError ?? '', /The recorder stopped/)
})

test('what cannot be resumed is read on for a while when the recorder leaves, then closed with a gap', async () => {
  const own = await testDatabase()
  for (const drainMs of [60_000, 0]) {
    const leaving = testRecorder(own, { hurry: 1 })
    const upstream = await upstreamOf({ streams: { '/feed': { steps: [row(1), gate('on'), row(2)] } } })
    const run = await testRun(own, {
      baseUrl: upstream.url,
      dialect: 'generic',
      upstreamRunId: null,
      start: opening('GET'),
    })
    leaving.wake()
    await runWhen(own, run, ({ recorder: position }) => position?.nextSeq === 2)
    const stopping = leaving.stop({ drainMs })
    if (drainMs > 0) upstream.run('/feed')?.open('on')
    await stopping
    const closed = await closedRun(own, run)
    assert.deepEqual(
      [closed.status, closed.integrity, gapsOf(await framesOf(own, run))],
      drainMs > 0 ? ['ended', 'complete', []] : ['ended', 'gaps', ['recorder_down']],
    )
  }
})

test('a source that resumes by id goes on after a break, its ids in UTF-8', async () => {
  const steps = ['ä-1', 'ä-2', '日本-3', 'x-4'].map((id) => emit(`row ${id}`, { id }))
  const script = [...steps.slice(0, 3), cut('rst'), ...steps.slice(3)]
  const { upstream, run } = await opened('GET', script, { settings: { resumeById: true }, resumes: true })
  const closed = await closedRun(db, run)
  const sent = upstream.requests.map(({ headers }) => headers['last-event-id'])
  assert.equal(Buffer.from(sent[1] ?? '', 'latin1').toString(), 'ä-2')
  assert.equal(bytesOf(await framesOf(db, run)), upstream.truth('/feed').bytes.toString('latin1'))
  assert.deepEqual([closed.status, closed.integrity], ['ended', 'complete'])
})

test('what a source skips after a break is an unverified gap, and what it gives later is kept and marked', async () => {
  const steps = [row(1), row(2), row(3), cut('fin'), row(4), row(5)]
  for (const [plan, integrity, reasons, rows] of [
    [{ otherwise: { skip: 2 } }, 'unverified', ['unverified'], [1, 2, 3, 5]],
    [{ connections: [{}, { skip: 2 }] }, 'gaps', ['unverified', 'rewritten'], [1, 2, 3, 5, 4]],
  ] as const) {
    const script: Script = { steps, connections: [{}], ...plan }
    const upstream = await upstreamOf({ streams: { '/feed': script }, numbered: true, resumes: true })
    const run = await testRun(db, {
      baseUrl: upstream.url,
      dialect: 'generic',
      upstreamRunId: null,
      settings: { resumeById: true },
      start: opening('GET'),
    })
    recorder.wake()
    const closed = await closedRun(db, run)
    const frames = await framesOf(db, run)
    assert.deepEqual([closed.integrity, gapsOf(frames)], [integrity, reasons])
    assert.deepEqual(
      frames.flatMap(({ raw, kind }) => (kind === 'gap' ? [] : Number(/"row":(\d)/.exec(raw.toString())?.[1]))),
      rows,
    )
  }
})

test('a stream that was opened by POST is a gap after a break, though its source resumes by id', async () => {
  const steps = [emit('a', { id: '1' }), emit('b', { id: '2' }), cut('fin'), emit('c', { id: '3' })]
  const { upstream, run } = await opened('POST', steps, { settings: { resumeById: true }, resumes: true })
  const closed = await closedRun(db, run)
  assert.deepEqual([closed.status, closed.integrity, upstream.requests.length], ['ended', 'gaps', 1])
  assert.deepEqual(gapsOf(await framesOf(db, run)), ['upstream_lost'])
})

test('a run is watched by the path of its source, and one without a path waits for a person', async () => {
  const upstream = await upstreamOf({ streams: { '/runs/a%2Fb': { steps: [row(1)] } } })
  const watched = { baseUrl: upstream.url, dialect: 'generic', upstreamRunId: 'a/b' }
  const run = await testRun(db, { ...watched, settings: { paths: { watch: '/runs/{runId}' } } })
  const nowhere = await testRun(db, watched)
  recorder.wake()
  assert.deepEqual((await closedRun(db, run)).frameCount, 1)
  const blocked = await runWhen(db, nowhere, ({ recording }) => recording === 'blocked')
  assert.match(blocked.recordingError ?? '', /no path to watch runs by/)
})
