import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { instantClock } from './clock.ts'
import { bytes, cut, emit, gate, restart } from './script.ts'
import { serveGeneric, type GenericOptions } from './serve-generic.ts'

test('a path streams its bytes, to GET and POST, with an event name and without ids', async (t) => {
  const steps = [emit({ n: 1 }, { event: 'row' }), bytes('data:{"n":2}\r\n\r\n'), emit('two\nlines')]
  const { upstream, read } = await serve(t, {
    streams: { '/feed': { steps }, '/feed?topic=a': { steps: [emit('a')] } },
  })
  const expected = 'event: row\ndata: {"n":1}\n\ndata:{"n":2}\r\n\r\ndata: two\ndata: lines\n\n'
  assert.equal(await read('/feed'), expected)
  assert.equal(await read('/feed', { method: 'POST', body: '{}' }), expected)
  assert.equal(await read('/feed?topic=a'), 'data: a\n\n')
  assert.equal(upstream.truth('/feed#1').connections[0]?.method, 'POST')
  assert.equal((await fetch(`${upstream.url}/nothing`)).status, 404)
})

test('a GET goes on behind Last-Event-ID where the server resumes, and begins again where it does not', async (t) => {
  const streams = { '/feed': { steps: [emit('a'), emit('b'), emit('c')] } }
  const resumed = (await serve(t, { streams, numbered: true, resumes: true })).read
  const whole = await resumed('/feed')
  assert.equal(whole, 'id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n')
  assert.equal(await resumed('/feed', { headers: { 'last-event-id': '2' } }), 'id: 3\ndata: c\n\n')
  assert.equal(await resumed('/feed', { headers: { 'last-event-id': 'never' } }), whole)
  const { read } = await serve(t, { streams, numbered: true })
  assert.equal(await read('/feed', { headers: { 'last-event-id': '2' } }), whole)
})

test('a POST is a stream of its own each time, also after a cut', async (t) => {
  const { read } = await serve(t, { streams: { '/ask': { steps: [emit('a'), cut('end'), emit('b')] } } })
  assert.equal(await read('/ask', { method: 'POST' }), 'data: a\n\n')
  assert.equal(await read('/ask', { method: 'POST' }), 'data: a\n\n')
})

test('a resume behind a restart begins where the server now begins', async (t) => {
  const steps = [emit('a'), emit('a'), gate('restart'), cut('end'), restart('1'), emit('b')]
  const { upstream, read } = await serve(t, { streams: { '/feed': { steps } }, numbered: true, resumes: true })
  const first = fetch(`${upstream.url}/feed`)
  await first
  upstream.run('/feed')?.open('restart')
  await (await first).text()
  assert.equal(await read('/feed', { headers: { 'last-event-id': '2' } }), 'id: 1\ndata: b\n\n')
})

async function serve(t: TestContext, options: GenericOptions) {
  const upstream = await serveGeneric({ clock: instantClock(), ...options })
  t.after(() => upstream.close())
  return { upstream, read: async (path: string, init?: RequestInit) => (await fetch(upstream.url + path, init)).text() }
}
