import assert from 'node:assert/strict'
import { test } from 'node:test'

type Message = { type: string; run?: string; after?: number; state?: { name: string; attempt?: number } }
type Port = { messages: Message[]; postMessage(message: Message): void }
type On = { open(): void; event(type: string, data: string): void; error(): void }
type Clock = { setTimeout: unknown; clearTimeout: unknown; now: unknown; random: unknown }
type CreateHub = (
  open: (url: string, on: On) => { close(): void },
  clock: Clock,
) => (port: Port, message: object) => void

// The worker is plain JavaScript, served as it is.
const workerFile = new URL('../../public/live-worker.js', import.meta.url).href
const { createHub } = (await import(workerFile)) as { createHub: CreateHub }

test('two tabs that watch two runs share one stream, and each run has its own cursor', () => {
  const world = createWorld()
  const [a, b] = [createPort(), createPort()]
  world.receive(a, { type: 'watch', run: 'r1', after: 12 })
  world.receive(b, { type: 'watch', run: 'r2', after: 0 })
  world.advance()
  assert.deepEqual(world.urls(), ['/api/v1/events?runs=r1:12,r2:0'])
  world.event('frames', { run: 'r1', frames: [{ seq: 13 }, { seq: 14 }] })
  assert.ok(a.messages.some((message) => message.type === 'frames'))
  assert.ok(!b.messages.some((message) => message.type === 'frames'))
})

test('a tab that joins late learns how far the stream is, and the stream goes on', () => {
  const world = createWorld()
  world.receive(createPort(), { type: 'watch', run: 'r1', after: 0 })
  world.advance()
  world.event('frames', { run: 'r1', frames: [{ seq: 40 }] })
  const late = createPort()
  world.receive(late, { type: 'watch', run: 'r1', after: 10 })
  world.advance()
  assert.equal(late.messages.find((message) => message.type === 'watching')?.after, 40)
  assert.equal(world.urls().length, 1)
})

test('a broken stream resumes each run after its last frame, and repeated failures are told with their number', () => {
  const world = createWorld()
  const port = createPort()
  world.receive(port, { type: 'watch', run: 'r1', after: 0 })
  world.advance()
  world.open()
  world.event('frames', { run: 'r1', frames: [{ seq: 7 }] })
  world.error()
  assert.equal(port.messages.at(-1)?.type, 'frames', 'an ordinary end is no news')
  world.advance()
  assert.equal(world.urls().at(-1), '/api/v1/events?runs=r1:7')
  world.error()
  world.advance()
  world.error()
  assert.deepEqual(port.messages.at(-1)?.state, { name: 'reconnecting', attempt: 2 })
  world.advance()
  world.open()
  assert.deepEqual(port.messages.at(-1)?.state, { name: 'open' })
})

test('a run that ended, or that no tab watches any more, leaves the stream', () => {
  const world = createWorld()
  const port = createPort()
  world.receive(port, { type: 'watch', run: 'r1', after: 0 })
  world.receive(port, { type: 'watch', run: 'r2', after: 0 })
  world.receive(port, { type: 'watch', run: 'r3', after: 0 })
  world.advance()
  world.event('end', { run: 'r1' })
  world.receive(port, { type: 'unwatch', run: 'r2' })
  world.advance()
  assert.equal(world.urls().at(-1), '/api/v1/events?runs=r3:0')
  world.receive(port, { type: 'bye' })
  world.advance()
  assert.equal(world.openStreams(), 0)
})

test('a tab that is not heard of for three minutes is let go', () => {
  const world = createWorld()
  world.receive(createPort(), { type: 'watch', run: 'r1', after: 0 })
  world.advance()
  const other = createPort()
  world.pass(200_000)
  world.receive(other, { type: 'watch', run: 'r2', after: 0 })
  world.advance()
  assert.equal(world.urls().at(-1), '/api/v1/events?runs=r2:0')
})

function createWorld() {
  const opened: { url: string; on: On; closed: boolean }[] = []
  let timer: (() => void) | undefined
  let time = 0
  const receive = createHub(
    (url, on) => {
      const stream = { url, on, closed: false, close: () => void (stream.closed = true) }
      opened.push(stream)
      return stream
    },
    {
      setTimeout: (run: () => void) => void (timer = run),
      clearTimeout: () => void (timer = undefined),
      now: () => time,
      random: () => 0.5,
    },
  )
  return {
    receive,
    advance() {
      const run = timer
      timer = undefined
      run?.()
    },
    pass: (ms: number) => void (time += ms),
    open: () => opened.at(-1)?.on.open(),
    error: () => opened.at(-1)?.on.error(),
    event: (type: string, body: object) => opened.at(-1)?.on.event(type, JSON.stringify(body)),
    urls: () => opened.map((stream) => stream.url),
    openStreams: () => opened.filter((stream) => !stream.closed).length,
  }
}

function createPort(): Port {
  const messages: Message[] = []
  return { messages, postMessage: (message) => messages.push(message) }
}
