import { randomFrom, text } from '../modus-stream.ts'

/** A frame of a made-up run: when it was read, and its bytes. */
export type MadeFrame = { atUs: number; raw: Buffer }

const FAILED_ONE_IN = 40
const STALL_ONE_IN = 150
const BURST_ONE_IN = 4

/**
 * A Modus run that works for hours: it thinks, writes, calls a tool, waits for it, and writes on; some 190 frames a turn,
 * most of them a few words. Tokens come some 25 ms apart, some of them together; now and then a call fails or the model is
 * silent. The same frames every time.
 */
export function* longRun({ frames, startUs }: { frames: number; startUs: number }): Generator<MadeFrame> {
  const next = randomFrom(frames)
  let atUs = startUs
  let made = 0
  let lastId = { ms: 0, n: 0 }

  function frame(payload: object, afterUs: number): MadeFrame {
    atUs += afterUs
    made += 1
    const ms = Math.floor(atUs / 1000)
    lastId = { ms, n: ms === lastId.ms ? lastId.n + 1 : 0 }
    return { atUs, raw: Buffer.from(`id: ${ms}-${lastId.n}\ndata: ${JSON.stringify(payload)}\n\n`) }
  }
  const tokenUs = () => (next() % BURST_ONE_IN === 0 ? 0 : 8000 + (next() % 50_000))

  for (let turn = 1; ; turn += 1) {
    const thoughts = 20 + (next() % 40)
    const words = 60 + (next() % 150)
    const call = `call-${turn}`
    const turnOf: (() => MadeFrame)[] = [
      ...Array.from({ length: thoughts }, () => () => frame({ type: 'reasoning', content: text(next, 6) }, tokenUs())),
      ...Array.from({ length: words }, (_, at) => () => frame(token(at, next), tokenUs())),
      () => frame({ type: 'tool_start', id: call, name: toolNames[turn % toolNames.length], args: args(next) }, 30_000),
      () => frame({ type: 'heartbeat' }, 150_000 + (next() % 400_000)),
      () => frame(ended(call, turn, next), 100_000 + (next() % 2_000_000)),
    ]
    if (turn % STALL_ONE_IN === 0) turnOf.unshift(() => frame({ type: 'heartbeat' }, 4_000_000))
    for (const make of turnOf) {
      if (made === frames - 1)
        return yield frame({ type: 'done', usage: { inputTokens: 81_000, outputTokens: made } }, 0)
      yield make()
    }
  }
}

const toolNames = ['search_orders', 'read_file', 'run_query', 'send_mail', 'fetch_page']

/** A paragraph ends every forty tokens; some are headings, lists and code. */
function token(at: number, next: () => number) {
  const words = text(next, 3 + (next() % 14))
  if (at % 40 !== 39) return { type: 'token', content: words }
  return { type: 'token', content: ['\n\n', '\n\n- ', '\n\n## ', '\n\n`order` '][next() % 4] + words }
}

function args(next: () => number) {
  return { query: text(next, 40), limit: next() % 50, filter: { status: 'open', since: '2026-01-01' } }
}

function ended(id: string, turn: number, next: () => number) {
  if (turn % FAILED_ONE_IN === 0) return { type: 'tool_end', id, error: { message: 'the connection was refused' } }
  return { type: 'tool_end', id, result: { found: next() % 100, rows: [text(next, 200), text(next, next() % 600)] } }
}
