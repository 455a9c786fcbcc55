// Made-up Modus runs: mostly text, a tool call now and then, about 175 bytes a frame on the wire.

const words =
  'the refund of order was sent to a customer who asked for it twice because our first answer had not named any date and the second one came from another agent that knew nothing of it'.split(
    ' ',
  )

/** A run's blocks, back to back. Block i lies between `ends[i - 1]` (0 for the first) and `ends[i]`. */
export type ModusStream = { bytes: Buffer; ends: readonly number[] }

/** The stream of one run, different for every `run` number; its last frame ends it. Ids count from `startMs`. */
export function modusStream({
  run,
  frames,
  startMs,
  stepMs,
}: {
  run: number
  frames: number
  startMs: number
  stepMs: number
}): ModusStream {
  const next = randomFrom(run + 1)
  const blocks = Array.from({ length: frames }, (_, i) => {
    const payload = i === frames - 1 ? { type: 'done', runId: `run-${run}` } : payloadOf(i, next)
    return Buffer.from(`id: ${startMs + i * stepMs}-0\ndata: ${JSON.stringify(payload)}\n\n`)
  })
  let end = 0
  return { bytes: Buffer.concat(blocks), ends: blocks.map((block) => (end += block.length)) }
}

function payloadOf(i: number, next: () => number) {
  if (i % 100 === 60)
    return { type: 'tool_start', id: `call-${i}`, name: 'search_orders', args: { query: text(next, 60) } }
  if (i % 100 === 70) return { type: 'tool_end', id: `call-${i - 10}`, result: { found: text(next, 600) } }
  if (i % 100 === 90) return { type: 'heartbeat' }
  return { type: 'token', content: text(next, 112) }
}

/** Words, at least so many characters. */
export function text(next: () => number, atLeast: number): string {
  let out = ''
  while (out.length < atLeast) out += `${words[next() % words.length]} `
  return out
}

/** The same numbers for the same seed, on every machine. */
export function randomFrom(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 16
  }
}
