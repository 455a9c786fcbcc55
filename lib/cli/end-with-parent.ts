import { Socket } from 'node:net'

// Imported first in every process that the supervisor starts. The other end of descriptor 3 is the supervisor's: when that
// dies, however it dies, the stream ends and this process stops as it would on a SIGTERM, and in any case after ten seconds.
// What such a process starts in its turn may inherit the import and has something else as descriptor 3, so it is left out.

if (Number(new URL(import.meta.url).searchParams.get('parent')) === process.ppid) {
  const parent = new Socket({ fd: 3, readable: true, writable: false })
  parent.on('error', () => {})
  parent.once('close', () => {
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.exit(1), 10_000).unref()
  })
  parent.resume()
  parent.unref()
}
