import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { test } from 'node:test'
import { endStuckStreams } from './end-stuck.ts'

test('a live stream that nobody reads any more is cut off after its life, and an export is not', async () => {
  const stop = endStuckStreams({ lifeMs: 200, graceMs: 100 })
  const sent = new Map<string, Promise<unknown>>()
  const server = createServer((request, response) => {
    // More than the buffers of both sides take.
    response.write(Buffer.alloc(32 * 1024 * 1024))
    sent.set(request.url ?? '', once(response, 'close'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const ask = async (path: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(`GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`)
    await once(socket, 'readable')
    return socket // and read no further
  }
  const paths = ['/api/v1/runs/r1/events?after=3', '/api/v1/events?runs=a:1', '/api/v1/runs/r1/export?format=sse']
  const sockets = await Promise.all(paths.map(ask))
  await Promise.all([sent.get(paths[0] ?? ''), sent.get(paths[1] ?? '')])
  const isOpen = await Promise.race([sent.get(paths[2] ?? '')?.then(() => false), Promise.resolve(true)])
  assert.equal(isOpen, true)
  for (const socket of sockets) socket.destroy()
  server.close()
  stop()
})
