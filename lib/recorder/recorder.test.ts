import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase, whenOver } from '#lib/db/testing.ts'
import { bytes, comment, cut, emit, gate, restart, wait, type ConnectionPlan, type Step } from '#lib/upstream/script.ts'
import { serveModus, type ModusOptions, type ModusUpstream } from '#lib/upstream/serve-modus.ts'
import { bytesOf, closedRun, framesOf, runWhen, testRecorder, testRun } from './testing.ts'

const db = await testDatabase()
const recorder = testRecorder(db)

async function upstreamOf(options: ModusOptions = {}) {
  const upstream = await serveModus(options)
  whenOver(() => upstream.close())
  return upstream
}

const token = (content: string) => emit({ type: 'token', content })
const done = emit({ type: 'done', runId: 'run-1', threadId: 'thread-9' })
const words = Array.from({ length: 12 }, (_, i) => token(`word${i} `))

async function recorded(steps: readonly Step[], more: { connections?: ConnectionPlan[]; start?: boolean } = {}) {
  const upstream = await upstreamOf({
    runs: { 'run-1': { steps, ...(more.connections && { connections: more.connections }) } },
  })
  const run = await testRun(db, {
    baseUrl: upstream.url,
    upstreamRunId: 'run-1',
    ...(more.start && {
      start: { operation: 'run', body: { message: 'Hello', sessionId: 's', organizationId: 'o' } },
    }),
  })
  recorder.wake()
  return { upstream, run }
}

/** What the upstream's run is in bytes, without what any connection did to it. */
function wholeRun(upstream: ModusUpstream) {
  return upstream
    .truth('run-1')
    .frames.map((frame) => Buffer.from(frame.raw).toString('latin1'))
    .join('')
}

test('a run that is started is stored frame for frame, byte for byte, with its figures', async () => {
  const steps = [
    token('Let me look.'),
    emit({ type: 'tool_start', id: 'c1', name: 'search', args: { q: 'x' } }),
    emit({ type: 'heartbeat' }, { id: null }),
    comment('ping'),
    emit({ type: 'tool_end', id: 'c1', name: 'search', result: { hits: 3 } }),
    token('Three hits.'),
    done,
  ]
  const { upstream, run } = await recorded(steps, { start: true })
  const row = await closedRun(db, run)
  const frames = await framesOf(db, run)
  assert.deepEqual(
    frames.map(({ seq, kind }) => [seq, kind]),
    [
      [1, 'output'],
      [2, 'tool'],
      [3, 'heartbeat'],
      [4, 'comment'],
      [5, 'result'],
      [6, 'output'],
      [7, 'lifecycle'],
    ],
  )
  assert.equal(bytesOf(frames), wholeRun(upstream))
  assert.equal(row.status, 'completed')
  assert.equal(row.integrity, 'complete')
  assert.equal(row.clock, 'received')
  assert.equal(row.startedAtBasis, 'request')
  assert.equal(row.threadId, 'thread-9')
  assert.equal(row.frameCount, 7)
  assert.equal(row.toolCount, 1)
  assert.deepEqual(
    row.tools.map(({ name, status, startSeq, endSeq }) => [name, status, startSeq, endSeq]),
    [['search', 'ok', 2, 5]],
  )
  assert.equal(row.recorder?.state, 'closed')
  const post = upstream.requests.find(({ method }) => method === 'POST')
  assert.equal(post?.headers['idempotency-key'], 'run-1')
  assert.equal(row.connections[0]?.why, 'ended')
  assert.match(Buffer.from(row.connections[0]?.requestBody ?? []).toString(), /"message":"Hello"/)
})

test('a cut in mid-frame is resumed from the frame before the last, and nothing is lost or doubled', async () => {
  const { upstream, run } = await recorded([...words.slice(0, 5), cut('fin', 20), ...words.slice(5), done])
  const row = await closedRun(db, run)
  const frames = await framesOf(db, run)
  assert.equal(bytesOf(frames), wholeRun(upstream))
  assert.equal(row.integrity, 'complete')
  assert.equal(row.duplicatesDropped, 1)
  const [first, second] = row.connections
  assert.equal(first?.cursorSent, null)
  assert.ok((first?.tail?.length ?? 0) > 0)
  assert.equal(second?.cursorSent, frames[3]?.upstreamId?.toString())
})

test('a reset connection and a whole replay that ignores the cursor lose and double nothing', async () => {
  const { upstream, run } = await recorded([...words.slice(0, 6), cut('rst'), ...words.slice(6), done], {
    connections: [{}, { ignoreCursor: true }],
  })
  const row = await closedRun(db, run)
  assert.equal(bytesOf(await framesOf(db, run)), wholeRun(upstream))
  assert.equal(row.integrity, 'complete')
  assert.equal(row.duplicatesDropped, 6)
})

test('frames that an upstream sends again before its cursor are counted and not stored', async () => {
  const { upstream, run } = await recorded([...words.slice(0, 6), cut('fin'), ...words.slice(6), done], {
    connections: [{}, { resend: 3 }],
  })
  const row = await closedRun(db, run)
  assert.equal(bytesOf(await framesOf(db, run)), wholeRun(upstream))
  assert.equal(row.duplicatesDropped, 4)
})

test('frames that are missing after a resume leave an unverified gap', async () => {
  const { run } = await recorded([...words.slice(0, 6), cut('fin'), ...words.slice(6), done], {
    connections: [{}, { skip: 3 }],
  })
  const row = await closedRun(db, run)
  const frames = await framesOf(db, run)
  assert.equal(row.integrity, 'unverified')
  assert.equal(frames[6]?.kind, 'gap')
  assert.match(frames[6]?.raw.toString() ?? '', /"reason":"unverified"/)
  assert.equal(frames.length, 6 + 1 + 12 - 6 - 2 + 1)
})

test('other bytes in place of a stored frame are kept and marked as rewritten', async () => {
  const { run } = await recorded([...words.slice(0, 6), cut('fin'), ...words.slice(6), done], {
    connections: [{}, { rewrite: { frame: 5, payload: { type: 'token', content: 'changed' } } }],
  })
  const row = await closedRun(db, run)
  const frames = await framesOf(db, run)
  assert.equal(row.integrity, 'gaps')
  assert.match(frames[6]?.raw.toString() ?? '', /"reason":"rewritten"/)
  assert.match(frames[7]?.raw.toString() ?? '', /changed/)
  assert.equal(frames.length, 12 + 1 + 2)
})

test('ids that begin anew are a new id epoch, and later cuts resume in it', async () => {
  const steps = [
    ...words.slice(0, 4),
    cut('fin'),
    gate('anew'),
    restart('1-0'),
    ...words.slice(4, 8),
    cut('fin'),
    ...words.slice(8),
    done,
  ]
  let requests = 0
  let back = false
  const upstream = await upstreamOf({
    runs: { 'run-1': { steps } },
    intercept: () => (++requests === 1 || back ? null : { status: 503 }),
  })
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' })
  recorder.wake()
  await runWhen(db, run, ({ connections }) => connections.length > 1)
  upstream.run('run-1')?.open('anew')
  back = true
  const row = await closedRun(db, run)
  const frames = await framesOf(db, run)
  assert.equal(row.recorder?.idEpoch, 1)
  assert.match(frames.find(({ kind }) => kind === 'gap')?.raw.toString() ?? '', /"reason":"unverified".*"idEpoch":1/)
  assert.deepEqual(
    frames.filter(({ kind }) => kind === 'output').map(({ raw }) => /word\d+/.exec(raw.toString())?.[0]),
    words.map((_, i) => `word${i}`),
  )
})

test('equal ids on one connection are all kept', async () => {
  const twice = [
    emit({ type: 'token', content: 'a' }, { id: '5-0' }),
    emit({ type: 'token', content: 'a' }, { id: '5-0' }),
  ]
  const { run } = await recorded([...twice, emit({ type: 'done', runId: 'x' }, { id: '6-0' })])
  await closedRun(db, run)
  assert.equal((await framesOf(db, run)).length, 3)
})

test('bytes that are no text, odd line ends and a byte order mark are stored as they are', async () => {
  const odd = [
    bytes(Buffer.from('id: 1-0\r\ndata: \xff\xfe\r\n\r\n', 'latin1'), '1-0'),
    bytes('id: a\0b\ndata: nul\n\n\n\n'),
    bytes('retry: 10\r\r'),
    bytes('id: 2-0\rdata: {"type":"token","content":"cr"}\r\r', '2-0'),
  ]
  const { upstream, run } = await recorded([...odd, emit({ type: 'done', runId: 'x' }, { id: '3-0' })], {
    connections: [{ bom: true }],
  })
  const row = await closedRun(db, run)
  assert.equal(bytesOf(await framesOf(db, run)), `\xef\xbb\xbf${wholeRun(upstream)}`)
  assert.equal(row.status, 'completed')
})

test('a refused credential parks the run, and a new one goes on where it stood', async () => {
  let requests = 0
  let accepted = false
  const upstream = await upstreamOf({
    runs: { 'run-1': { steps: [...words.slice(0, 3), cut('fin'), ...words.slice(3), done] } },
    intercept: () => (++requests === 1 || accepted ? null : { status: 403 }),
  })
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'run-1' })
  recorder.wake()
  const parked = await runWhen(db, run, (row) => row.recording === 'auth_required')
  assert.match(parked.recordingError ?? '', /credential/)
  assert.equal(parked.recorder?.state, 'parked')
  assert.equal(parked.status, 'running')
  accepted = true
  await db.prisma.recording.update({ where: { runId: run.runId }, data: { state: 'open' } })
  recorder.wake()
  const row = await closedRun(db, run)
  assert.equal(bytesOf(await framesOf(db, run)), wholeRun(upstream))
  assert.equal(row.recordingError, null)
  assert.equal(row.integrity, 'complete')
})

test('a run that the upstream does not know is blocked and says so', async () => {
  const upstream = await upstreamOf()
  const run = await testRun(db, { baseUrl: upstream.url, upstreamRunId: 'nowhere' })
  recorder.wake()
  const row = await runWhen(db, run, ({ recording }) => recording === 'blocked')
  assert.match(row.recordingError ?? '', /404/)
  assert.equal(row.status, 'queued')
})

test('a stream that ends three times without anything new and without a terminal frame is lost', async () => {
  const { run } = await recorded([token('a'), token('b'), cut('end'), cut('end'), cut('end'), cut('end')])
  const row = await closedRun(db, run)
  assert.equal(row.status, 'lost')
  assert.equal((await framesOf(db, run)).length, 2)
})

test('trouble of the upstream is waited out, and Retry-After is honoured', async () => {
  const { upstream, run } = await recorded([...words, done], {
    connections: [
      { answer: { status: 503, headers: { 'retry-after': '1' } } },
      { answer: { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad gateway</h1>' } },
      { answer: { status: 429, headers: { 'retry-after': '1' } } },
    ],
  })
  const row = await closedRun(db, run)
  assert.deepEqual(
    row.connections.map(({ status }) => status),
    [503, 502, 429, 200],
  )
  assert.equal(bytesOf(await framesOf(db, run)), wholeRun(upstream))
})

test('an answer that is no stream is not read as one', async () => {
  const { run } = await recorded([done], {
    connections: [{ answer: { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>data: no</p>' } }],
  })
  const row = await runWhen(db, run, ({ recording }) => recording === 'blocked')
  assert.match(row.recordingError ?? '', /text\/html instead of text\/event-stream/)
  assert.equal(Buffer.from(row.connections[0]?.responseBody ?? []).toString(), '<p>data: no</p>')
})

test('a recorder that stops gives its runs back, and the next one goes on without a seam', async () => {
  const other = testRecorder(db)
  const { upstream, run } = await recorded([...words.slice(0, 6), gate('half'), wait(5), ...words.slice(6), done])
  await runWhen(db, run, (row) => row.frameCount === 6)
  await other.stop({ drainMs: 0 })
  const holder = await runWhen(db, run, (row) => row.recording === 'streaming')
  assert.ok(holder.recorder?.owner)
  upstream.run('run-1')?.open('half')
  await closedRun(db, run)
  assert.equal(bytesOf(await framesOf(db, run)), wholeRun(upstream))
})
