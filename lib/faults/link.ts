import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Toxic, ToxicType } from './toxic.ts'

// One direction of a proxied connection. Bytes wait in one queue and leave it in order, whatever toxics come and go, so
// that none are lost or overtaken but by `timeout`, `limit_data` and `reset_peer`, which end the connection.

const MAX_QUEUED_BYTES = 256 * 1024

export type Link = {
  /** A toxic that this link suffers from now on. */
  add(name: string, toxic: Toxic): void
  remove(name: string): void
}

type Of<Type extends ToxicType> = Extract<Toxic, { type: Type }>

/** Bytes, or how the source ended. `dueMs` is when they may leave. */
type Part = { dueMs: number; bytes: Buffer } | { dueMs: number; ended: 'fin' | 'reset' }

/** Passes on what `from` sends. `close` and `reset` end the whole connection: after what was written, or at once. */
export function startLink(
  from: Socket,
  to: Socket,
  { random, close, reset }: { random: () => number; close: () => void; reset: () => void },
): Link {
  const active = new Map<string, { toxic: Toxic; left: number; dropped: boolean; over: AbortController }>()
  const gone = new AbortController()
  const queue: Part[] = []
  let queuedBytes = 0
  let more = Promise.withResolvers<void>()

  function push(part: { bytes: Buffer } | { ended: 'fin' | 'reset' }) {
    const latency = find('latency')?.attributes
    const jitter = latency?.jitter ? (random() * 2 - 1) * latency.jitter : 0
    queue.push({ ...part, dueMs: performance.now() + (latency ? latency.latency + jitter : 0) })
    more.resolve()
  }

  from.on('data', (bytes: Buffer) => {
    queuedBytes += bytes.length
    if (queuedBytes > MAX_QUEUED_BYTES) from.pause()
    push({ bytes })
  })
  from.once('end', () => push({ ended: 'fin' }))
  from.once('error', () => push({ ended: 'reset' }))
  to.once('close', () => {
    gone.abort()
    from.destroy()
  })

  async function run() {
    for (;;) {
      const part = queue.shift()
      if (!part) {
        more = Promise.withResolvers()
        if (queue.length === 0) await more.promise
        continue
      }
      await pause(part.dueMs - performance.now())
      if (gone.signal.aborted) return
      if ('ended' in part) {
        const slow = find('slow_close')
        if (slow) await pause(slow.attributes.delay)
        if (part.ended === 'reset') reset()
        else to.end()
        return
      }
      await pass(part.bytes)
      queuedBytes -= part.bytes.length
      if (queuedBytes <= MAX_QUEUED_BYTES) from.resume()
    }
  }

  async function pass(bytes: Buffer) {
    for (let at = 0; at < bytes.length && !gone.signal.aborted;) {
      const slicer = find('slicer')?.attributes
      const slice = bytes.subarray(at, at + (slicer ? sizeOf(slicer) : bytes.length))
      if (at > 0 && slicer?.delay) await pause(slicer.delay / 1000)
      at += slice.length
      await send(slice)
    }
  }

  async function send(slice: Buffer) {
    for (const state of active.values()) if (state.toxic.type === 'timeout') return void (state.dropped = true)
    const rate = find('bandwidth')?.attributes.rate
    if (rate !== undefined) return sendSlowly(slice, rate)
    await write(slice)
  }

  /** In pieces of 100 ms, as long as the limit stands. KB are 1,000 bytes. */
  async function sendSlowly(slice: Buffer, rate: number) {
    const piece = Math.max(1, Math.floor(rate * 100))
    for (let at = 0; at < slice.length && !gone.signal.aborted; at += piece) {
      const part = slice.subarray(at, at + piece)
      if (find('bandwidth')) await pause(part.length / rate)
      await write(part)
    }
  }

  async function write(bytes: Buffer) {
    const limits = [...active.values()].filter(({ toxic }) => toxic.type === 'limit_data')
    const allowed = Math.min(bytes.length, ...limits.map(({ left }) => left))
    for (const limit of limits) limit.left -= allowed
    const isFull = allowed > 0 && !to.destroyed && !to.write(bytes.subarray(0, allowed))
    if (limits.some(({ left }) => left === 0)) close()
    else if (isFull) await drained(to)
  }

  function find<Type extends ToxicType>(type: Type): Of<Type> | null {
    for (const { toxic } of active.values()) if (toxic.type === type) return toxic as Of<Type>
    return null
  }

  function sizeOf({ average_size, size_variation = 0 }: Of<'slicer'>['attributes']): number {
    return Math.max(1, Math.round(average_size + (random() * 2 - 1) * size_variation))
  }

  /** Less than a millisecond is none: a timer cannot do it. */
  async function pause(ms: number) {
    // The only way that this rejects is the end of the connection, which is looked at elsewhere.
    if (ms > 0) await delay(ms, undefined, { signal: gone.signal }).catch(() => undefined)
  }

  void run()

  return {
    add(name, toxic) {
      const left = toxic.type === 'limit_data' ? toxic.attributes.bytes : Infinity
      const over = new AbortController()
      active.set(name, { toxic, left, dropped: false, over })
      if (left === 0) return close()
      if (toxic.type !== 'timeout' && toxic.type !== 'reset_peer') return
      const { timeout } = toxic.attributes
      if (toxic.type === 'timeout' && timeout === 0) return
      const signal = AbortSignal.any([over.signal, gone.signal])
      delay(timeout, undefined, { signal }).then(toxic.type === 'timeout' ? close : reset, () => undefined)
    },
    remove(name) {
      const state = active.get(name)
      active.delete(name)
      state?.over.abort()
      // Bytes are missing in it: to go on would be a stream that no TCP connection has.
      if (state?.dropped) close()
    },
  }
}

async function drained(socket: Socket): Promise<void> {
  if (socket.destroyed) return
  const done = Promise.withResolvers<void>()
  const resolve = () => done.resolve()
  socket.once('drain', resolve)
  socket.once('close', resolve)
  await done.promise
  socket.off('drain', resolve)
  socket.off('close', resolve)
}
