import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export type Lock = { release(): Promise<void> }

/** A lock among the processes of this machine, or null if another holds it. It goes with the process, however that ends. */
export function tryLock(name: string): Promise<Lock | null> {
  const key = createHash('sha256').update(name).digest('hex').slice(0, 24)
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null)
      else reject(error)
    })
    server.listen(address(key), () => {
      server.unref()
      resolve({ release: () => new Promise((done) => server.close(() => done())) })
    })
  })
}

/** The same, waiting for whoever holds it. */
export async function lock(name: string, onWait: () => void = () => {}): Promise<Lock> {
  for (let attempt = 0; ; attempt += 1) {
    const held = await tryLock(name)
    if (held) return held
    if (attempt === 0) onWait()
    await delay(200)
  }
}

/** Linux has socket names without a file; elsewhere a file would outlive us, so a port that the name chooses stands for it. */
function address(key: string): { path: string } | { port: number; host: string } {
  if (process.platform === 'linux') return { path: `\0runtape-${key}` }
  if (process.platform === 'win32') return { path: join('\\\\.\\pipe', `runtape-${key}`) }
  return { port: 20_000 + (Number.parseInt(key.slice(0, 8), 16) % 10_000), host: '127.0.0.1' }
}
