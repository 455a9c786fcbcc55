import assert from 'node:assert/strict'
import { test } from 'node:test'
import { respondWithEvents } from './respond.ts'

const never = new AbortController().signal

/** Blocks that are there, then silence until the abort. `stopped` says how the generator ended. */
function script(blocks: readonly string[]) {
  const seen = { pulled: 0, stopped: 0 }
  async function* events(signal: AbortSignal) {
    try {
      for (const block of blocks) {
        seen.pulled++
        yield block
      }
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    } finally {
      seen.stopped++
    }
  }
  return { seen, events }
}

function reading(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  assert.ok(reader)
  return reader
}

test('the head keeps caches, compressors and proxies away', () => {
  const { events } = script([])
  const { headers } = respondWithEvents(events, { signal: AbortSignal.abort(), shutdown: never })
  assert.equal(headers.get('content-type'), 'text/event-stream; charset=utf-8')
  assert.equal(headers.get('cache-control'), 'no-cache, no-transform')
  assert.equal(headers.get('x-accel-buffering'), 'no')
})

test('silence is filled with comments, and what comes after them is not lost', async () => {
  const gate = Promise.withResolvers<void>()
  async function* events() {
    await gate.promise
    yield 'data: 1\n\n'
  }
  const reader = reading(respondWithEvents(events, { signal: never, shutdown: never, keepAliveMs: 5 }))
  const seen = [(await reader.read()).value, (await reader.read()).value, (await reader.read()).value]
  assert.deepEqual(seen, ['retry: 1000\n\n', ': keep-alive\n\n', ': keep-alive\n\n'])
  gate.resolve()
  let rest = ''
  for (let next = await reader.read(); !next.done; next = await reader.read()) rest += next.value
  assert.match(rest, /data: 1\n\n$/)
})

test('no more is asked for than the reader takes', async () => {
  const { seen, events } = script(Array.from({ length: 100 }, (_, at) => `data: ${at}\n\n`))
  const reader = respondWithEvents(events, { signal: never, shutdown: never }).body?.getReader()
  for (let at = 0; at < 3; at++) await reader?.read()
  assert.ok(seen.pulled <= 4, String(seen.pulled))
  await reader?.cancel()
})

test('a stream ends cleanly when its life is over, and at shutdown', async () => {
  for (const options of [
    { lifeMs: 5, shutdown: never },
    { lifeMs: 60_000, shutdown: AbortSignal.timeout(5) },
  ]) {
    const { seen, events } = script(['data: 1\n\n'])
    const text = await respondWithEvents(events, { signal: never, ...options }).text()
    assert.equal(text, 'retry: 1000\n\ndata: 1\n\n')
    assert.equal(seen.stopped, 1)
  }
})

test('a client that leaves stops the work, once, whichever way it is told', async () => {
  const gone = new AbortController()
  const { seen, events } = script([])
  let aborts = 0
  const reader = reading(
    respondWithEvents(
      (signal) => {
        signal.addEventListener('abort', () => aborts++)
        return events(signal)
      },
      { signal: gone.signal, shutdown: never },
    ),
  )
  await reader.read()
  const next = reader.read().catch(() => null)
  gone.abort()
  await next
  await reader.cancel().catch(() => null)
  assert.deepEqual([aborts, seen.stopped], [1, 1])
})
