import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { answers, times } from './answers.ts'
import { instantClock } from './clock.ts'
import { bytes, comment, cut, emit, gate, hang, restart, retry, wait, type Script } from './script.ts'
import { serveModus, type ModusOptions } from './serve-modus.ts'

const hello = { type: 'token', content: 'Hello' }
const done = { type: 'done', runId: 'abc-123' }
const chat = { message: 'Hi', sessionId: 's1', organizationId: 'o1' }

test('a stream is byte for byte as documented', async (t) => {
  const { get } = await serve(t, { runs: { r: { steps: [emit(hello), wait(1), emit(done)] } } })
  const answer = await get('r')
  assert.equal(answer.headers.get('content-type'), 'text/event-stream')
  assert.equal(
    await answer.text(),
    'id: 1717000000000-0\ndata: {"type":"token","content":"Hello"}\n\nid: 1717000000001-0\ndata: {"type":"done","runId":"abc-123"}\n\n',
  )
})

test('two frames of one millisecond are told apart by the second number, across a hundred of them', async (t) => {
  const { upstream, get } = await serve(t, { runs: { r: { steps: Array.from({ length: 12 }, () => emit(hello)) } } })
  await (await get('r')).text()
  const ids = upstream.truth('r').frames.map((frame) => frame.id)
  assert.equal(ids[11], '1717000000000-11')
  assert.deepEqual(frameIds(await (await get('r', '1717000000000-9')).text()), ids.slice(10))
})

test('a watcher gets what comes after its cursor, and everything for none or 0', async (t) => {
  const { get } = await serve(t, { runs: { r: { steps: [emit(hello), emit(hello), emit(done)] } } })
  const all = await (await get('r')).text()
  assert.equal(frameIds(all).length, 3)
  assert.equal(await (await get('r', '0')).text(), all)
  assert.deepEqual(frameIds(await (await get('r', '1717000000000-0')).text()), frameIds(all).slice(1))
})

test('a watcher at the end of a run that goes on waits for more; two watchers get the same', async (t) => {
  const { upstream, get } = await serve(t, { runs: { r: { steps: [emit(hello), gate('more'), emit(done)] } } })
  const watchers = [await get('r'), await get('r')]
  upstream.run('r')?.open('more')
  const [first, second] = await Promise.all(watchers.map((answer) => answer.text()))
  assert.equal(first, second)
  assert.equal(first, upstream.truth('r').bytes.toString())
})

test('a POST starts a run under its Idempotency-Key, which goes before runId, and a repeat resumes from the start', async (t) => {
  const started: string[] = []
  const { upstream, post } = await serve(t, {
    start: ({ runId, operation }) => {
      started.push(`${operation} ${runId}`)
      return { steps: [emit(hello), emit({ type: 'done', runId })] }
    },
  })
  const body = { ...chat, runId: 'mine' }
  const first = await (await post('/agent/runs', body, { 'idempotency-key': 'k1' })).text()
  assert.equal(await (await post('/agent/runs', body, { 'idempotency-key': 'k1' })).text(), first)
  await (await post('/agent/runs', body)).text()
  const action = { organizationId: 'o1', sessionId: 's1', workflowAction: { toolId: 't' }, source: 'api' }
  await (await post('/agent/workflow-actions', action, { 'idempotency-key': 'k2' })).text()
  assert.deepEqual(started, ['run k1', 'run mine', 'workflow-action k2'])
  assert.equal(upstream.truth('k1').connections.length, 2)
})

test('the same key with another body is a 409, or an error frame in a 200 stream', async (t) => {
  const start = (): Script => ({ steps: [emit(done)] })
  for (const conflict of ['http', 'frame'] as const) {
    const { post } = await serve(t, { start, conflict })
    await (await post('/agent/runs', chat, { 'idempotency-key': 'k' })).text()
    const answer = await post('/agent/runs', { ...chat, message: 'other' }, { 'idempotency-key': 'k' })
    const text = await answer.text()
    if (conflict === 'http') assert.equal(answer.status, 409)
    else assert.match(text, /^id: \d+-\d+\ndata: \{"type":"error","error":"Idempotency-Key [^"]+"\}\n\n$/)
  }
})

test('what a start must have is checked', async (t) => {
  const { upstream, post } = await serve(t, { start: () => ({ steps: [emit(done)] }), organizationId: 'o1' })
  const refused = [
    ['/agent/runs', { ...chat, message: '' }, 400, 'message must not be empty'],
    ['/agent/runs', { ...chat, sessionId: undefined }, 400, 'sessionId is required'],
    ['/agent/runs', { ...chat, organizationId: 7 }, 400, 'organizationId must be a string'],
    ['/agent/runs', { ...chat, action: 'sing' }, 400, 'action must be one of chat'],
    ['/agent/runs', { ...chat, organizationId: 'o2' }, 403, 'not allowed'],
    ['/agent/workflow-actions', { organizationId: 'o1', sessionId: 's' }, 400, 'workflowAction is required'],
    [
      '/agent/workflow-actions',
      { organizationId: 'o1', sessionId: 's', workflowAction: [] },
      400,
      'workflowAction must be an object',
    ],
    [
      '/agent/workflow-actions',
      { ...chat, workflowAction: {}, previousOutputs: [1] },
      400,
      'previousOutputs must be an array of objects',
    ],
    [
      '/agent/workflow-actions',
      { ...chat, workflowAction: {}, source: 'x' },
      400,
      'source must be one of automation, api, other',
    ],
  ] as const
  for (const [path, body, status, error] of refused) {
    const answer = await post(path, body)
    assert.equal(answer.status, status, error)
    assert.deepEqual(await answer.json(), { error })
  }
  const notJson = await fetch(upstream.url + '/agent/runs', { method: 'POST', body: '{' })
  assert.equal(notJson.status, 400)
})

test('a token is asked for, can expire, and be renewed; an unknown run is a 404', async (t) => {
  const { upstream, get } = await serve(t, { token: 'secret', runs: { r: { steps: [emit(done)] } } })
  const status = async (token: string, id = 'r') => {
    const answer = await get(id, undefined, { authorization: `Bearer ${token}` })
    await answer.text()
    return answer.status
  }
  assert.equal(await status('wrong'), 401)
  assert.equal(await status('secret'), 200)
  assert.equal(await status('secret', 'nobody'), 404)
  upstream.expireToken(403)
  assert.equal(await status('secret'), 403)
  upstream.setToken('new')
  assert.equal(await status('secret'), 401)
  assert.equal(await status('new'), 200)
  assert.equal((await fetch(upstream.url)).status, 200)
})

test('a cut in the middle of a frame happens once, and the rest comes after a resume', async (t) => {
  for (const how of ['fin', 'rst'] as const) {
    const { upstream, get } = await serve(t, {
      runs: { r: { steps: [emit(hello), cut(how, 9), emit(hello), emit(done)] } },
    })
    const [broken, error] = await readAll(await get('r'))
    assert.ok(error, how)
    assert.deepEqual(broken, upstream.truth('r').bytes.subarray(0, broken.length))
    const rest = await (await get('r', '1717000000000-0')).text()
    const whole = upstream.truth('r').frames
    assert.equal(rest, Buffer.concat(whole.slice(1).map((frame) => frame.raw)).toString())
    const [first, second] = upstream.truth('r').connections
    assert.equal(first?.bytes.length, (whole[0]?.raw.length ?? 0) + 9)
    assert.equal(first?.ended, how)
    assert.equal(second?.lastEventId, '1717000000000-0')
    assert.equal(second?.ended, 'complete')
  }
})

test('a clean end between two frames is no error to the reader', async (t) => {
  const { get } = await serve(t, { runs: { r: { steps: [emit(hello), cut('end'), emit(done)] } } })
  const [read, error] = await readAll(await get('r'))
  assert.equal(error, null)
  assert.equal(frameIds(read.toString()).length, 1)
})

test('a connection can be cut after any byte of its body', async (t) => {
  const steps = [emit(hello), emit(done)]
  const connections = Array.from({ length: 120 }, (_, cutAtByte) => ({ cutAtByte, cutHow: 'end' as const }))
  const { upstream, get } = await serve(t, { runs: { r: { steps, connections } } })
  for (const { cutAtByte } of connections) {
    const [read] = await readAll(await get('r'))
    assert.deepEqual(read, upstream.truth('r').bytes.subarray(0, cutAtByte))
  }
})

test('a resume can bring frames again, all of them, others, or too few', async (t) => {
  const steps = [...Array.from({ length: 5 }, () => emit(hello)), emit(done)]
  const other = { type: 'token', content: 'Other' }
  const connections = [
    {},
    { resend: 2 },
    { ignoreCursor: true },
    { skip: 1 },
    { resend: 1, rewrite: { frame: 2, payload: other } },
  ]
  const { upstream, get } = await serve(t, { runs: { r: { steps, connections } } })
  const all = frameIds(await (await get('r')).text())
  const resumed = async () => (await get('r', all[2])).text()
  assert.deepEqual(frameIds(await resumed()), all.slice(1))
  assert.deepEqual(frameIds(await resumed()), all)
  assert.deepEqual(frameIds(await resumed()), all.slice(4))
  assert.match(
    await resumed(),
    /^id: 1717000000000-2\ndata: \{"type":"token","content":"Other"\}\n\nid: 1717000000000-3\n/,
  )
  assert.equal(upstream.truth('r').connections.length, 5)
})

test('an upstream that starts over numbers from the beginning and has forgotten what was before', async (t) => {
  const steps = [emit(hello), emit(hello), cut('end'), restart('1-0'), emit(hello), emit(done)]
  const { get } = await serve(t, { runs: { r: { steps } } })
  await (await get('r')).text()
  assert.deepEqual(frameIds(await (await get('r', '1717000000000-1')).text()), ['1-0', '1-1'])
})

test('a frame without id, a comment and a retry line are not sent again after a resume', async (t) => {
  const heartbeat = emit({ type: 'heartbeat' }, { id: null })
  const steps = [emit(hello), heartbeat, comment('ping'), retry(10), cut('end'), comment('later'), emit(done)]
  const { get } = await serve(t, { runs: { r: { steps } } })
  const first = await (await get('r')).text()
  assert.equal(
    first,
    'id: 1717000000000-0\ndata: {"type":"token","content":"Hello"}\n\ndata: {"type":"heartbeat"}\n\n: ping\n\nretry: 10\n\n',
  )
  assert.match(await (await get('r', '1717000000000-0')).text(), /^: later\n\nid: 1717000000000-1\n/)
})

test('line ends, a byte order mark, bad UTF-8, a NUL id, blank lines and single bytes go out as scripted', async (t) => {
  const steps = [
    emit(hello, { id: '7' }),
    bytes(Uint8Array.of(0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 10, 10)),
    bytes('\n\n'),
    emit('x', { id: 'a\0b' }),
  ]
  const expected = (end: string) =>
    Buffer.concat([
      Buffer.from(`\uFEFFid: 7${end}data: {"type":"token","content":"Hello"}${end}${end}data:`),
      Buffer.of(0xff),
      Buffer.from(`\n\n\n\nid: a\0b${end}data: x${end}${end}`),
    ])
  for (const lineEnd of ['\n', '\r\n', '\r'] as const) {
    const { get } = await serve(t, { runs: { r: { steps, lineEnd, connections: [{ bom: true, chunkBytes: 1 }] } } })
    const [read] = await readAll(await get('r'))
    assert.deepEqual(read, expected(lineEnd))
  }
})

test('an answer can stand in for the stream, so many times', async (t) => {
  const connections = [
    { answer: answers.tooManyRequests('2') },
    { answer: answers.redirect('http://127.0.0.1:9/') },
    ...times(2, answers.badGateway),
    { answer: answers.noContent },
  ]
  const { get } = await serve(t, { runs: { r: { steps: [emit(done)], connections } } })
  const seen: number[] = []
  for (let n = 0; n < 6; n++) {
    const answer = await get('r')
    await answer.text()
    seen.push(answer.status)
    if (n === 0) assert.equal(answer.headers.get('retry-after'), '2')
  }
  assert.deepEqual(seen, [429, 302, 502, 502, 204, 200])
})

test('an 8 MB frame arrives whole, and a hanging run ends only with its reader or its server', async (t) => {
  const big = { type: 'token', content: 'x'.repeat(8 << 20) }
  const { upstream, get } = await serve(t, {
    runs: { big: { steps: [emit(big)] }, still: { steps: [emit(hello), hang] } },
  })
  const [read] = await readAll(await get('big'))
  assert.equal(read.length, upstream.truth('big').bytes.length)
  const still = await get('still')
  upstream.forget('still')
  assert.equal(frameIds(await still.text()).length, 1)
})

async function serve(t: TestContext, options: ModusOptions) {
  const upstream = await serveModus({ clock: instantClock(), ...options })
  t.after(() => upstream.close())
  return {
    upstream,
    get: (id: string, lastEventId?: string, headers: Record<string, string> = {}) =>
      fetch(`${upstream.url}/agent/runs/${id}/stream`, {
        redirect: 'manual',
        headers: { ...headers, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
      }),
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(upstream.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  }
}

function frameIds(text: string): string[] {
  return [...text.matchAll(/^id: (.*)$/gm)].map((match) => match[1] ?? '')
}

/** What could be read, and why no more. */
async function readAll(answer: Response): Promise<[Buffer, unknown]> {
  const parts: Uint8Array[] = []
  try {
    for await (const part of answer.body ?? []) parts.push(part)
  } catch (error) {
    return [Buffer.concat(parts), error]
  }
  return [Buffer.concat(parts), null]
}
