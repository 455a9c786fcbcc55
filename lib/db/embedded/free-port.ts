import { createServer } from 'node:net'

/** A port of 127.0.0.1 that nobody listens on: the preferred one if it is free, else any. */
export async function freePort(preferred = 0): Promise<number> {
  const port = await bind(preferred)
  return port ?? (await bind(0)) ?? Promise.reject(new Error('no free port on 127.0.0.1'))
}

function bind(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null))
    })
  })
}
