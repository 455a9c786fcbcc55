import { connect, createServer, type Socket } from 'node:net'
import { whenOver } from '#lib/db/testing.ts'

// For test files only.

/** A way to Postgres that can be closed: what is open breaks, and nobody gets through. */
export async function databaseProxy(target: string) {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let isOpen = true
  let refused = 0
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    if (!isOpen) {
      refused++
      socket.destroy()
      return
    }
    const upstream = connect(Number(port), hostname)
    upstream.on('error', () => socket.destroy())
    socket.on('close', () => upstream.destroy())
    upstream.on('close', () => socket.destroy())
    socket.pipe(upstream).pipe(socket)
    sockets.add(socket)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  whenOver(() => new Promise((resolve) => server.close(() => resolve())))
  const own = new URL(target)
  own.port = String((server.address() as { port: number }).port)
  return {
    url: own.href,
    close() {
      isOpen = false
      for (const socket of sockets) socket.destroy()
    },
    open: () => void (isOpen = true),
    refused: () => refused,
  }
}
