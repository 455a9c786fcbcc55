import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts'
import type { Toxic } from './toxic.ts'

const big = randomBytes(3_000_000)

/** A server that does what it is told with each connection, and a proxy in front of it. */
async function world(t: TestContext, serve: (socket: Socket) => void, toxics: Toxic[] = [], random = Math.random) {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    serve(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await startFaultProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { random })
  for (const toxic of toxics) proxy.add(toxic)
  t.after(async () => {
    await proxy.close()
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return proxy
}

/** A client and what came to it: each read with its time, and how it ended. */
function dial({ port }: FaultProxy) {
  const startedAt = performance.now()
  const reads: { bytes: Buffer; ms: number }[] = []
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const over = new Promise<{ how: string; ms: number }>((resolve) => {
    const end = (how: string) => resolve({ how, ms: performance.now() - startedAt })
    socket.once('end', () => end('fin'))
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'))
  })
  const waiting = new Set<() => void>()
  socket.on('data', (bytes) => {
    reads.push({ bytes, ms: performance.now() - startedAt })
    for (const look of waiting) look()
  })
  return {
    socket,
    over,
    reads,
    bytes: () => Buffer.concat(reads.map(({ bytes }) => bytes)),
    /** Resolves once so many bytes came. */
    async has(count: number) {
      const done = Promise.withResolvers<void>()
      const look = () => reads.reduce((sum, { bytes }) => sum + bytes.length, 0) >= count && done.resolve()
      waiting.add(look)
      look()
      await done.promise
      waiting.delete(look)
    },
  }
}

const echo = (socket: Socket) => void socket.pipe(socket)
const sends = (bytes: string | Buffer) => (socket: Socket) => void socket.end(bytes)

test('without a toxic, bytes go both ways unchanged, and so do ends and resets', async (t) => {
  const client = dial(await world(t, echo))
  client.socket.end(big)
  assert.equal((await client.over).how, 'fin')
  assert.ok(client.bytes().equals(big))

  const cut = dial(
    await world(t, (socket) => socket.write('hello', () => setImmediate(() => socket.resetAndDestroy()))),
  )
  assert.equal((await cut.over).how, 'ECONNRESET')
})

test('a client that leaves is seen to leave by the server', async (t) => {
  const left = Promise.withResolvers<void>()
  const proxy = await world(t, (socket) => {
    socket.write('x')
    socket.once('end', () => left.resolve()).resume()
  })
  const client = dial(proxy)
  await client.has(1)
  client.socket.destroy()
  await left.promise
})

test('latency delays all that comes, in order, and its end', async (t) => {
  const latency: Toxic = { type: 'latency', attributes: { latency: 120, jitter: 60 } }
  const client = dial(await world(t, sends(big), [latency]))
  const { how, ms } = await client.over
  assert.equal(how, 'fin')
  assert.ok(client.bytes().equals(big))
  assert.ok((client.reads[0]?.ms ?? 0) >= 59, `${client.reads[0]?.ms} ms`)
  assert.ok(ms >= 59)
})

test('latency of the other direction leaves this one alone', async (t) => {
  const upstream: Toxic = { type: 'latency', stream: 'upstream', attributes: { latency: 60_000 } }
  const client = dial(await world(t, sends('hello'), [upstream]))
  assert.equal((await client.over).how, 'fin')
  assert.equal(client.bytes().toString(), 'hello')
})

test('bandwidth lets through so many KB a second, and all of it', async (t) => {
  const payload = big.subarray(0, 60_000)
  const client = dial(await world(t, sends(payload), [{ type: 'bandwidth', attributes: { rate: 200 } }]))
  const { ms } = await client.over
  assert.ok(client.bytes().equals(payload))
  assert.ok(ms >= 290 && ms < 1500, `${ms} ms for 60 KB at 200 KB/s`)
})

test('slicer writes small parts and loses nothing', async (t) => {
  const payload = big.subarray(0, 300)
  const slicer: Toxic = { type: 'slicer', attributes: { average_size: 10, size_variation: 5, delay: 2000 } }
  const client = dial(await world(t, sends(payload), [slicer]))
  await client.over
  assert.ok(client.bytes().equals(payload))
  assert.ok(client.reads.length >= 10, `${client.reads.length} reads`)
  assert.ok(client.reads.every(({ bytes }) => bytes.length <= 60))
})

test('slow_close passes on the data at once and the end later', async (t) => {
  const client = dial(await world(t, sends('hello'), [{ type: 'slow_close', attributes: { delay: 150 } }]))
  const { how, ms } = await client.over
  assert.equal(how, 'fin')
  assert.equal(client.bytes().toString(), 'hello')
  assert.ok(ms >= 149, `${ms} ms`)
})

test('timeout lets nothing through and closes in the end', async (t) => {
  const client = dial(
    await world(t, (socket) => socket.write('hello'), [{ type: 'timeout', attributes: { timeout: 80 } }]),
  )
  const { how, ms } = await client.over
  assert.equal(how, 'fin')
  assert.equal(client.bytes().length, 0)
  assert.ok(ms >= 79, `${ms} ms`)
})

test('timeout 0 drops until it is removed; what lost bytes is closed then, and what lost none goes on', async (t) => {
  const proxy = await world(t, echo)
  const [losing, idle] = [dial(proxy), dial(proxy)]
  for (const client of [losing, idle]) {
    client.socket.write('x')
    await client.has(1)
  }
  proxy.add({ type: 'timeout', stream: 'upstream', attributes: { timeout: 0 } })
  // More than the buffers on the way hold: once it is written, most of it was read and dropped.
  await new Promise((resolve) => losing.socket.write(Buffer.alloc(30_000_000), resolve))
  proxy.remove('timeout_upstream')
  await losing.over
  assert.equal(losing.bytes().toString(), 'x')
  idle.socket.end('y')
  await idle.over
  assert.equal(idle.bytes().toString(), 'xy')
})

test('reset_peer resets at once, or after its time', async (t) => {
  const open = (socket: Socket) => void socket.write('hello')
  const first = await world(t, open)
  const client = dial(first)
  await client.has(5)
  first.add({ type: 'reset_peer', attributes: { timeout: 0 } })
  assert.equal((await client.over).how, 'ECONNRESET')

  const later = dial(await world(t, open, [{ type: 'reset_peer', attributes: { timeout: 100 } }]))
  const { how, ms } = await later.over
  assert.equal(how, 'ECONNRESET')
  assert.equal(later.bytes().toString(), 'hello')
  assert.ok(ms >= 99, `${ms} ms`)
})

test('limit_data closes after exactly so many bytes, of each connection anew', async (t) => {
  const proxy = await world(t, sends(big), [{ type: 'limit_data', attributes: { bytes: 100_001 } }])
  for (let round = 0; round < 2; round++) {
    const client = dial(proxy)
    assert.equal((await client.over).how, 'fin')
    assert.ok(client.bytes().equals(big.subarray(0, 100_001)))
  }
  proxy.remove('limit_data_downstream')
  const whole = dial(proxy)
  await whole.over
  assert.ok(whole.bytes().equals(big))
})

test('limit_data that is added to an open connection counts from then on', async (t) => {
  const proxy = await world(t, echo)
  const client = dial(proxy)
  client.socket.write('0123456789')
  await client.has(10)
  proxy.add({ type: 'limit_data', attributes: { bytes: 4 } })
  client.socket.write('0123456789')
  assert.equal((await client.over).how, 'fin')
  assert.equal(client.bytes().toString(), '01234567890123')
})

test('a proxy that is down refuses and cuts, and is back on the same port', async (t) => {
  const proxy = await world(t, echo)
  const client = dial(proxy)
  client.socket.write('x')
  await client.has(1)
  await proxy.down()
  await client.over
  assert.equal(proxy.connections(), 0)
  assert.equal((await dial(proxy).over).how, 'ECONNREFUSED')
  await proxy.up()
  const back = dial(proxy)
  back.socket.end('again')
  await back.over
  assert.equal(back.bytes().toString(), 'again')
})

test('toxicity is the share of connections that suffer', async (t) => {
  const draws = [0.9, 0.1, 0.4]
  const toxic: Toxic = { type: 'limit_data', toxicity: 0.5, attributes: { bytes: 1 } }
  const proxy = await world(t, sends('hello'), [toxic], () => draws.shift() ?? 1)
  const lengths: number[] = []
  for (let i = 0; i < 3; i++) {
    const client = dial(proxy)
    await client.over
    lengths.push(client.bytes().length)
  }
  assert.deepEqual(lengths, [5, 1, 1])
})

test('toxics are known by their name, and a name is given once', async (t) => {
  const proxy = await world(t, echo)
  proxy.add({ type: 'latency', stream: 'upstream', attributes: { latency: 1 } })
  assert.throws(() => proxy.add({ type: 'latency', stream: 'upstream', attributes: { latency: 2 } }), /already/)
  assert.throws(() => proxy.remove('latency_downstream'), /no toxic/)
  proxy.remove('latency_upstream')
  assert.deepEqual(proxy.toxics(), [])
})
