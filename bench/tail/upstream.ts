import { createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createHash } from 'node:crypto'
import { modusStream } from '../modus-stream.ts'
import { tellParent, type EmittedRun, type UpstreamPlan } from './messages.ts'

// A Modus upstream that costs as little as possible: all frames are built ahead and one timer writes those that are due,
// each by a TCP write of its own. Started with its plan as the only argument.

const plan = JSON.parse(process.argv[2] ?? '') as UpstreamPlan
const TICK_MS = 5
const STEP_MS = 1000 / plan.rate
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n'
const LAST_CHUNK = '0\r\n\r\n'
const ID_DIGITS = 13

/** A frame as an HTTP chunk. The milliseconds of its id are set when it goes out. */
type Chunk = { bytes: Buffer; blockAt: number; blockEnd: number }
type Run = { chunks: Chunk[]; sent: number; lastMs: number; lateMs: number; socket: Socket | null; firstDueMs: number }

const runs = Array.from({ length: plan.runs }, (_, number): Run => {
  const { bytes, ends } = modusStream({ run: number, frames: plan.framesPerRun, startMs: 1_764_000_000_000, stepMs: 1 })
  const chunks = ends.map((end, i) => chunkOf(bytes.subarray(i === 0 ? 0 : ends[i - 1], end)))
  return { chunks, sent: 0, lastMs: 0, lateMs: 0, socket: null, firstDueMs: 0 }
})

function chunkOf(block: Buffer): Chunk {
  const size = `${block.length.toString(16)}\r\n`
  const blockAt = size.length
  return {
    bytes: Buffer.concat([Buffer.from(size), block, Buffer.from('\r\n')]),
    blockAt,
    blockEnd: blockAt + block.length,
  }
}

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy()) // the reader has gone; what it lacks is found in the database
  socket.once('data', (request) => {
    const number = Number(/^GET \/agent\/runs\/run-(\d+)\/stream/.exec(request.toString('latin1'))?.[1] ?? Number.NaN)
    const run = runs[number]
    if (!run || run.socket) return void socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n')
    socket.write(HEAD)
    run.socket = socket
    // Runs take turns within a step, so that writes are spread evenly.
    run.firstDueMs = performance.now() + STEP_MS * (1 + number / plan.runs)
  })
})

setInterval(() => {
  const now = performance.now()
  const wallMs = Date.now()
  for (const run of runs) {
    if (run.socket) writeDue(run, run.socket, now, wallMs)
  }
}, TICK_MS)

function writeDue(run: Run, socket: Socket, now: number, wallMs: number) {
  for (let chunk = run.chunks[run.sent]; chunk; chunk = run.chunks[run.sent]) {
    const dueMs = run.firstDueMs + run.sent * STEP_MS
    if (dueMs > now) return
    run.lateMs = Math.max(run.lateMs, now - dueMs)
    run.lastMs = Math.max(run.lastMs + 1, wallMs)
    chunk.bytes.write(String(run.lastMs), chunk.blockAt + 'id: '.length, ID_DIGITS, 'latin1')
    socket.write(chunk.bytes)
    run.sent++
    if (run.sent === run.chunks.length) socket.end(LAST_CHUNK)
  }
}

function emitted({ chunks, sent, lateMs }: Run): EmittedRun {
  const hash = createHash('sha256')
  for (const { bytes, blockAt, blockEnd } of chunks.slice(0, sent)) hash.update(bytes.subarray(blockAt, blockEnd))
  return { frames: sent, sha256: hash.digest('hex'), lateMs }
}

process.on('message', () => tellParent({ type: 'emitted', runs: runs.map(emitted) }))
process.on('disconnect', () => process.exit(1))
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  tellParent({ type: 'listening', url: `http://127.0.0.1:${port}` })
})
