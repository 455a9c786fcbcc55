import { connect, createServer } from 'node:net'
import { serveModus } from '#lib/upstream/serve-modus.ts'
import { words } from './harness.ts'

// A Modus server in a process of its own, which may be stopped, or live in a network of its own: then it is reached at
// the address of the first argument. Tells its parent where it is, and on any message what it sent.

const host = process.argv[2] ?? null
const upstream = await serveModus({ runs: { 'run-1': { steps: words(1500, 20, { type: 'done', runId: 'run-1' }) } } })
let url = upstream.url
if (host !== null) {
  const { port } = new URL(upstream.url)
  const door = createServer((outer) => {
    const inner = connect(Number(port), '127.0.0.1')
    outer.on('error', () => inner.destroy())
    inner.on('error', () => outer.destroy())
    outer.pipe(inner).pipe(outer)
  }).listen(Number(port), host)
  await new Promise((resolve) => door.once('listening', resolve))
  url = `http://${host}:${port}`
}
process.on('message', () => process.send?.({ bytes: upstream.truth('run-1').bytes.toString('latin1') }))
process.on('disconnect', () => process.exit(0))
process.send?.({ url })
